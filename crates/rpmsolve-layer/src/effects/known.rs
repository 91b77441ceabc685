//! Commands of scriptlets that a layer has no use for, each with the reason.
//!
//! The names are what the packages of Fedora, RHEL, Amazon Linux, SUSE and Debian call in their scriptlets.

/// The reason that is worth no word where there is another.
pub(super) const ASKS: &str = "it only asks or says something";
/// The reason that is true of what [`derived`](super::derived) and others look for.
pub(super) const LOOKED_FOR: &str = "what it makes is looked for in the layer itself";

/// Reason, and the names of the commands that it is true of; a name that ends in `*` is the beginning of one.
const NEEDLESS: [(&str, &str); 14] = [
    ("libraries are found through lib/, without a cache", "ldconfig glibc_post_upgrade*"),
    (
        "a function has no services",
        "systemctl systemd-* service chkconfig initctl start-stop-daemon insserv update-rc.d invoke-rc.d \
         deb-systemd-helper deb-systemd-invoke journalctl loginctl busctl runlevel rc-update restart_on_update \
         service_add_pre service_add_post fillup needs-restarting mta-switch crontab rndc-confgen unbound-anchor unbound-control-setup \
         httpd-ssl-gencerts authselect authconfig pam-auth-update postconf postfix tzdata-update",
    ),
    (
        "users and groups are those of the base image",
        "useradd groupadd usermod groupmod userdel groupdel gpasswd adduser addgroup deluser delgroup passwd chpasswd \
         pwconv grpconv chsh chage getent id add-shell remove-shell update-shells usermod.sh sysusers",
    ),
    (
        "modes and owners in a layer are fixed",
        "chmod chown chgrp chkstat setfacl permctl dpkg-statoverride umask",
    ),
    ("nothing old is there to be cleaned up", "rm rmdir unlink find xargs"),
    (
        "it marks or makes what only an installed system has",
        "touch mkfifo mknod mount umount sync mkinitrd new-kernel-pkg kernel-install grubby grub* dracut depmod \
         modprobe weak-modules update-initramfs udevadm hwdb sysctl setup-nsssysinit* ssh-keygen sgdisk blkid rmmod \
         insmod newaliases update-binfmts firewall-cmd iptables* nft ntpdate hwclock tuned-adm fipscheck regenerate-initrd-posttrans",
    ),
    (
        "a function runs without SELinux or AppArmor",
        "restorecon semodule semanage setsebool getsebool chcon matchpathcon selinuxenabled sestatus load_policy \
         fixfiles getenforce setenforce selinux* genhomedircon aa-* apparmor_parser",
    ),
    (
        "a function has no desktop",
        "gtk-update-icon-cache* gtk4-update-icon-cache update-icon-caches update-desktop-database desktop-file-* xdg-* \
         gconftool-2 gconf-schemas scrollkeeper-update rarian-sk-update update-menus update-mime kbuildsycoca* dconf \
         mkfontscale mkfontdir fonts-config xset chkfontpath update-fonts-* update-gsfontmap appstreamcli appstream-util \
         gtk-query-immodules*",
    ),
    (
        "documentation is left out",
        "install-info ginstall-info mandb makewhatis catman install-docs rarian-* update-info-dir fix-info-dir",
    ),
    (
        "it only makes programs start faster",
        "fc-cache py3compile pycompile pypy3compile py_compilefiles py3clean pyclean compileall iconvconfig* \
         gio-querymodules* gst-inspect* gst-register* emacs-package-install emacs-install byte-compile \
         prelink pango-querymodules* install-emacsen* update-lcms",
    ),
    (
        "it keeps the books of a package manager",
        "dpkg dpkg-* dh_* db_* debconf* ucfr rpm rpmdb rpmkeys yum dnf apt-* confmodule update-passwd ucfq pear pecl \
         add-auto-update-timer.sh phpquery",
    ),
    (
        ASKS,
        "true false : test [ [[ echo printf print cat grep egrep fgrep head tail cut tr sort uniq wc awk gawk mawk ls \
         stat readlink realpath basename dirname uname hostname date expr let seq which type hash command cmp diff file \
         md5sum sha1sum sha256sum cksum env locale logger ps pidof pgrep kill killall pkill sleep wait trap set unset \
         exit return break continue cd pushd popd pwd . source alias getopts times ulimit tty mktemp tempfile od \
         tput clear dmesg df du free nproc arch rpmvercmp vercmp posix.* lsb_release mountpoint test-L",
    ),
    (
        LOOKED_FOR,
        "glib-compile-schemas* update-mime-database gdk-pixbuf-query-loaders* dot libgvc6-config-update update-ca-trust \
         update-ca-certificates ca-legacy aspell-autobuildhash update-dictcommon-aspell",
    ),
    (
        "it serves spelling checkers of desktops, or dictionaries that are not built here",
        "update-dictcommon-* update-default-wordlist update-default-ispell ispell-autobuildhash select-default-*",
    ),
];

/// Commands that matter and whose effect nobody has in a layer: the names, what is missing, what to do.
const MISSING: [(&str, &str, &str); 8] = [
    ("setcap", "its programs lack the capabilities", "a function cannot have them"),
    (
        "localedef locale-gen build-locale-archive update-locale",
        "the locales are not built",
        "use C.UTF-8, or add a package of built locales (glibc-langpack-en)",
    ),
    (
        "texhash mktexlsr updmap updmap-sys fmtutil fmtutil-sys update-texmf tl-paper mtxrun",
        "TeX has no file database or no formats",
        "run it in a container with the layer and put what it makes into the layer",
    ),
    (
        "xmlcatalog install-catalog update-catalog update-xmlcatalog xmlcatmgr edit-xml-catalog sgml-register",
        "DTDs and schemas are not in the catalogs",
        "set XML_CATALOG_FILES or SGML_CATALOG_FILES to the catalogs of the layer",
    ),
    (
        "a2enmod a2ensite apache2_invoke",
        "Apache's modules are not switched on",
        "load them in a configuration of your own",
    ),
    ("c_rehash openssl", "a directory of certificates has no hashed names", "name a bundle: SSL_CERT_FILE"),
    (
        "initdb postgresql-setup mysql_install_db mariadb-install-db",
        "no database is set up",
        "set one up in /tmp",
    ),
    (
        "ghc-pkg R julia guild",
        "a language's package index is not updated",
        "run it in a container with the layer",
    ),
];

/// Why a layer can go without the command.
pub(super) fn needless(name: &str) -> Option<&'static str> {
    NEEDLESS.iter().find(|(_, names)| has(names, name)).map(|(reason, _)| *reason)
}

/// What is missing without the command, and what to do.
pub(super) fn missing(name: &str) -> Option<(&'static str, &'static str)> {
    MISSING.iter().find(|(names, ..)| has(names, name)).map(|(_, what, advice)| (*what, *advice))
}

fn has(names: &str, name: &str) -> bool {
    names.split_ascii_whitespace().any(|known| match known.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => known == name,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_name_is_in_two_places() {
        let mut seen = BTreeSet::new();
        let lists = NEEDLESS.iter().map(|(_, names)| *names).chain(MISSING.iter().map(|(names, ..)| *names));
        for name in lists.flat_map(str::split_ascii_whitespace) {
            assert!(seen.insert(name), "{name}");
        }
        assert!(needless("systemd-tmpfiles").is_some() && needless("systemd").is_none());
        assert!(missing("setcap").is_some() && missing("ldconfig").is_none());
    }
}
