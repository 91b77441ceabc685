#!/bin/sh
# Makes the keys, signatures and packages of this directory anew, with gpg 2.2, rpm 4.18 and python3. The secret keys
# are thrown away, so everything changes each time. All was signed in March 2024; the keys are of January 2024.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
export GNUPGHOME="$work/gnupg"
mkdir -m 700 "$GNUPGHOME"
trap 'gpgconf --kill gpg-agent; rm -rf "$work"' EXIT

gpg_at() { time=$1; shift; gpg --no-permission-warning --batch --yes --quiet --no-tty --pinentry-mode loopback --passphrase '' --faked-system-time "$time!" "$@"; }
january() { gpg_at 20240101T000000 "$@"; }
march() { gpg_at 20240301T000000 "$@"; }
key() { january "$@"; }
export_key() { gpg --batch --quiet --armor --export "$2" > "keys/$1.asc"; }
fingerprint() { gpg --batch --quiet --with-colons --list-keys "$1" | awk -F: '/^fpr/ {print $10; exit}'; }
mkdir -p keys

key --quick-generate-key 'Rsa <rsa@example.org>' rsa3072 sign,cert never
key --quick-generate-key 'Ed25519 <ed25519@example.org>' ed25519 sign,cert never
key --quick-generate-key 'Expired <expired@example.org>' ed25519 sign,cert 2024-06-01
key --quick-generate-key 'Revoked <revoked@example.org>' ed25519 sign,cert never
key --quick-generate-key 'Short <rsa1024@example.org>' rsa1024 sign,cert never
key --quick-generate-key 'Dsa <dsa@example.org>' dsa2048 sign,cert never
key --cert-digest-algo SHA1 --quick-generate-key 'Sha1 <sha1-self@example.org>' rsa2048 sign,cert never
key --quick-generate-key 'Flags <flags@example.org>' ed25519 sign,cert never
key --quick-generate-key 'Subkey <subkey@example.org>' ed25519 cert never
subkey=$(fingerprint subkey@example.org)
key --quick-add-key "$subkey" ed25519 sign never
key --quick-add-key "$subkey" cv25519 encr never
for name in rsa ed25519 expired rsa1024 dsa sha1-self subkey; do export_key $name $name@example.org; done
{ echo 'Keys of nobody in particular.'; cat keys/rsa.asc; echo; echo 'And one more:'; cat keys/ed25519.asc; } > keys/several.asc
gpg --batch --quiet --export rsa@example.org > keys/rsa.gpg

sign() { echo "gpg --batch --quiet --no-tty --pinentry-mode loopback --passphrase '' --faked-system-time 20240301T000000! --detach-sign --digest-algo SHA256 -u $1@example.org ${2-}"; }

# A repository's index, and its signatures.
printf '<?xml version="1.0" encoding="UTF-8"?>\n<repomd xmlns="http://linux.duke.edu/metadata/repo"><revision>1</revision></repomd>\n' > repomd.xml
for name in rsa ed25519 expired revoked rsa1024 dsa sha1-self flags subkey; do
    sh -c "$(sign $name --armor)" < repomd.xml > repomd.xml.$name.asc
done
sh -c "$(sign rsa)" < repomd.xml > repomd.xml.rsa.sig
sh -c "$(sign rsa '--armor --digest-algo SHA1')" < repomd.xml > repomd.xml.sha1.asc
sh -c "$(sign rsa '--armor --textmode')" < repomd.xml > repomd.xml.text.asc
sh -c "$(sign rsa '--armor --default-sig-expire 7d')" < repomd.xml > repomd.xml.brief.asc
sh -c "$(sign ed25519 '--armor -u rsa@example.org')" < repomd.xml > repomd.xml.both.asc
march --clear-sign --digest-algo SHA256 -u rsa@example.org < repomd.xml > repomd.xml.clear.asc

# A package, as rpmbuild and rpmsign write it, and others made of it.
cat > "$work/tiny.spec" <<'SPEC'
Name: tiny
Version: 1
Release: 1
Summary: A file
License: MIT
BuildArch: noarch
%description
One small file.
%install
mkdir -p %{buildroot}/usr/share/tiny
echo 'Is this what was built?' > %{buildroot}/usr/share/tiny/file
%files
/usr/share/tiny/file
SPEC
SOURCE_DATE_EPOCH=1704067200 rpmbuild -bb --quiet --define "_topdir $work/rpm" --define '_buildhost example.org' \
    --define 'use_source_date_epoch_as_buildtime 1' --define 'clamp_mtime_to_source_date_epoch 1' \
    --define '_binary_payload w9.gzdio' "$work/tiny.spec"
cp "$work/rpm/RPMS/noarch/tiny-1-1.noarch.rpm" unsigned.rpm
rpm_sign() {
    cp unsigned.rpm "$1"
    package=$1; shift
    rpmsign "$@" --define "__gpg $(command -v gpg)" --define '_gpg_name rsa@example.org' --define "_gpg_path $GNUPGHOME" \
        --define '_gpg_sign_cmd_extra_args --faked-system-time 20240301T000000! --pinentry-mode loopback --batch' \
        --addsign "$package" > "$work/rpmsign.log"
}
rpm_sign rsa.rpm
rpm_sign rsa-v3.rpm --rpmv3
python3 assemble.py unsigned.rpm ed25519.rpm --dsa "$(sign ed25519)"
python3 assemble.py unsigned.rpm dsa.rpm --dsa "$(sign dsa)"
for name in expired revoked rsa1024 subkey; do python3 assemble.py unsigned.rpm $name.rpm --rsa "$(sign $name)"; done
python3 assemble.py unsigned.rpm sha1.rpm --rsa "$(sign rsa '--digest-algo SHA1')"
python3 assemble.py unsigned.rpm old.rpm --old --rsa "$(sign rsa)" --pgp "$(sign rsa)"
python3 assemble.py unsigned.rpm old-whole.rpm --old --pgp "$(sign rsa)"
python3 assemble.py unsigned.rpm old-header.rpm --old --rsa "$(sign rsa)"
python3 assemble.py unsigned.rpm old-unsigned.rpm --old
python3 assemble.py unsigned.rpm six.rpm --six --openpgp "$(sign ed25519)" --openpgp "$(sign rsa)"

# What happens to keys afterwards.
printf 'y\n1\nIt was lost.\n\ny\n' | gpg --quiet --no-tty --command-fd 0 --status-fd 2 --faked-system-time 20240401T000000! \
    --gen-revoke revoked@example.org > "$work/revocation.asc" 2> "$work/revocation.log"
gpg --batch --quiet --import "$work/revocation.asc"
export_key revoked revoked@example.org
printf 'change-usage\nS\nQ\nsave\n' | gpg --quiet --no-tty --command-fd 0 --status-fd 2 --faked-system-time 20240401T000000! \
    --edit-key flags@example.org 2> "$work/flags.log"
export_key flags flags@example.org
january_fingerprint=$(gpg --batch --quiet --with-colons --list-keys subkey@example.org | awk -F: '/^fpr/ {n++; if (n == 2) print $10}')
gpg_at 20240401T000000 --quick-set-expire "$subkey" 2024-06-01 "$january_fingerprint"
export_key subkey-expired subkey@example.org
printf 'key 1\nrevkey\ny\n2\n\ny\nsave\n' | gpg --quiet --no-tty --command-fd 0 --status-fd 2 --faked-system-time 20240402T000000! \
    --edit-key subkey@example.org 2> "$work/revkey.log"
export_key subkey-revoked subkey@example.org
