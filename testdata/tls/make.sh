#!/bin/sh
# Makes the certificates of the tests anew: an authority, servers that it vouches for, and a client. Their keys are no
# secrets and protect nothing.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key"; }

# sign NAME EXTENSIONS START END
sign() {
    printf '%s\n' "$2" >"$work/extensions"
    openssl req -new -key "$1.key" -subj "/CN=rpmsolve test $1" -out "$work/$1.csr"
    openssl ca -batch -notext -config "$work/ca.cnf" -in "$work/$1.csr" -out "$1.pem" \
        -extfile "$work/extensions" -startdate "$3" -enddate "$4" ${5:-}
}

cat >"$work/ca.cnf" <<END
[ca]
default_ca = test
[test]
database = $work/index
rand_serial = yes
new_certs_dir = $work
certificate = ca.pem
private_key = ca.key
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
END
: >"$work/index"

names='subjectAltName=DNS:localhost,IP:127.0.0.1
basicConstraints=critical,CA:FALSE
extendedKeyUsage=serverAuth'

key ca
sign ca 'basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash' 20200101000000Z 21260101000000Z -selfsign
key server
sign server "$names" 20200101000000Z 21260101000000Z
key expired
sign expired "$names" 20200101000000Z 20210101000000Z
key other
sign other 'subjectAltName=DNS:other.test
basicConstraints=critical,CA:FALSE
extendedKeyUsage=serverAuth' 20200101000000Z 21260101000000Z
key client
sign client 'basicConstraints=critical,CA:FALSE
extendedKeyUsage=clientAuth' 20200101000000Z 21260101000000Z

# The client's key in the other forms that one may have, and certificate and key in one file.
openssl ec -in client.key -out client.sec1.key
cat client.pem client.key >client.both.pem
openssl genrsa -traditional -out rsa.key 2048
sign rsa 'basicConstraints=critical,CA:FALSE
extendedKeyUsage=clientAuth' 20200101000000Z 21260101000000Z
# Nobody signs anything any more.
rm ca.key
chmod 644 ./*.key
