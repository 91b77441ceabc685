#!/bin/sh
# Makes the signed repositories of this directory from ../repos/demo, with keys of its own that are thrown away.
# Needs Debian's rpm, createrepo-c and gpg.
set -eu
cd "$(dirname "$0")"
demo=../repos/demo/Packages
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GNUPGHOME="$work/gnupg"
mkdir -m 700 "$GNUPGHOME"

key() { # NAME EXPIRY [GPG-OPTION…]
    name=$1 expiry=$2
    shift 2
    gpg --batch --quiet --passphrase "" "$@" --quick-generate-key "$name <$name@example.test>" rsa2048 sign "$expiry"
    gpg --armor --export "$name@example.test" >"keys/$name.asc"
}

sign_package() { # NAME FILE…; GPG_EXTRA has more for gpg
    name=$1
    shift
    rpmsign --addsign -D "_gpg_name $name@example.test" -D "_gpg_digest_algo sha256" -D "__gpg /usr/bin/gpg" \
        -D "_gpg_sign_cmd_extra_args ${GPG_EXTRA:---quiet}" "$@" >/dev/null
}

sign_repomd() { # NAME FILE TO
    gpg --batch --yes --quiet ${GPG_EXTRA:-} --armor --detach-sign -u "$1@example.test" -o "$3" "$2"
}

repository() { # DIR REVISION
    createrepo_c --quiet --no-database --revision "$2" --set-timestamp-to-revision --general-compress-type=gz "$1"
    rm -f "$1"/repodata/*-other.xml.gz
}

rm -rf keys now before unsigned expired other amazon
mkdir keys
key right never
key other never
key expired 2021-01-01 --faked-system-time 20200101T000000
past="--faked-system-time 20200601T000000"

# As it is now: everything signed.
mkdir -p now/Packages
cp $demo/hello-[12]*.rpm $demo/libgreet-*.rpm $demo/hello-script-*.rpm now/Packages
sign_package right now/Packages/*.rpm
repository now 2000
sign_repomd right now/repodata/repomd.xml now/repodata/repomd.xml.asc

# As it was before: without version 2 of hello.
mkdir -p before/Packages
cp now/Packages/hello-1*.rpm now/Packages/libgreet-*.rpm before/Packages
repository before 1000
sign_repomd right before/repodata/repomd.xml before/repodata/repomd.xml.asc
rm -r before/Packages

# A package that nobody has signed, vouched for by the metadata.
mkdir -p unsigned/Packages
cp $demo/hello-2*.rpm $demo/libgreet-*.rpm unsigned/Packages
repository unsigned 2000
sign_repomd right unsigned/repodata/repomd.xml unsigned/repodata/repomd.xml.asc

# The same packages as Amazon Linux keeps them: all in one place, far above the repository.
mkdir amazon
cp now/Packages/*.rpm amazon
createrepo_c --quiet --no-database --revision 2000 --set-timestamp-to-revision --general-compress-type=gz \
    --location-prefix ../../../../blobstore/5e1f amazon
rm -f amazon/*.rpm amazon/repodata/*-other.xml.gz
sign_repomd right amazon/repodata/repomd.xml amazon/repodata/repomd.xml.asc

# Signed by another key, and by one that has expired since: packages, and metadata both by it and by the right one.
for name in other expired; do
    mkdir -p $name/Packages
    cp $demo/hello-2*x86_64.rpm $demo/libgreet-*x86_64.rpm $name/Packages
    if [ $name = expired ]; then GPG_EXTRA=$past; else GPG_EXTRA=; fi
    sign_package $name $name/Packages/*.rpm
    repository $name 2000
    sign_repomd $name $name/repodata/repomd.xml $name/repodata/repomd.xml.by-$name.asc
    GPG_EXTRA= sign_repomd right $name/repodata/repomd.xml $name/repodata/repomd.xml.asc
    GPG_EXTRA=
done
