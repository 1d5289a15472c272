#!/bin/sh
# Makes a Debian package of the folder that dist/archive.sh has made: OUT/airloom_VERSION_ARCH.deb. Needs dpkg-deb, no root.
set -eu
home=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
out=$(readlink -f -- "$1")
# shellcheck source=dist/names.sh
. "$home/dist/names.sh"
tree=$out/$name
root=$out/deb
share=$root/usr/share
# A snapshot comes before its release.
debian_version=$(printf '%s' "$version" | sed 's/-SNAPSHOT/~snapshot/')
package=$out/airloom_${debian_version}_$debian_arch.deb

rm -rf -- "$root"
mkdir -p "$root/DEBIAN" "$root/usr/bin" "$root/usr/lib" "$share/doc/airloom" "$share/man" "$share/bash-completion/completions" \
  "$share/zsh/vendor-completions" "$share/fish/vendor_completions.d"
# Links, not copies: times stay, and what the two Javas share stays shared.
cp -a -l "$tree" "$root/usr/lib/airloom"
(
  cd "$root/usr/lib/airloom"
  mv man/man1 "$share/man/"
  mv completions/airloom.bash "$share/bash-completion/completions/airloom"
  mv completions/_airloom "$share/zsh/vendor-completions/"
  mv completions/airloom.fish "$share/fish/vendor_completions.d/"
  mv docs licences README.md "$share/doc/airloom/"
  gzip -9 -n < CHANGELOG.md > "$share/doc/airloom/changelog.gz"
  { cat <<NOTE
Airloom: real Wi-Fi for virtual machines. Its sources have this package's commit in /usr/lib/airloom/commit.
What comes along and under which licence: /usr/share/doc/airloom/licences; of the Java: /usr/lib/airloom/runtime/legal.

NOTE
    cat LICENSE; } > "$share/doc/airloom/copyright"
  rm -rf -- man completions CHANGELOG.md LICENSE
)
gzip -f -9 -n -r "$share/man"
ln -s ../lib/airloom/bin/airloom "$root/usr/bin/airloom"
ln -s ../../../lib/airloom/examples "$share/doc/airloom/examples"

libc=$(find "$tree/runtime" "$tree/agent" -type f \( -name '*.so' -o -path '*/bin/*' \) -exec grep -a -o -h 'GLIBC_2\.[0-9]*' {} + |
  sort -u -V | tail -n 1)
cat > "$root/DEBIAN/control" <<CONTROL
Package: airloom
Version: $debian_version
Architecture: $debian_arch
Maintainer: The Airloom contributors <airloom@localhost>
Section: net
Priority: optional
Installed-Size: $(du -s -k "$root/usr" | cut -f 1)
Depends: libc6 (>= ${libc#GLIBC_}), apt, dpkg
Recommends: tmux
Suggests: wireshark | tshark
Description: real Wi-Fi for virtual machines, without a radio
 Access points and stations in virtual machines, each with its own kernel and
 stock hostapd and wpa_supplicant, talk 802.11 to each other through an air on
 this machine, which decides who hears what, shows every frame, and records it
 for Wireshark. Needs no root, no KVM and no kernel module; Java comes along.
CONTROL
(cd "$root" && find usr -type f -exec md5sum {} + | LC_ALL=C sort -k 2) > "$root/DEBIAN/md5sums"
find "$root" -newermt "@$epoch" -exec touch -h -d "@$epoch" {} +
chmod -R u+w,go-w "$root"
SOURCE_DATE_EPOCH=$epoch dpkg-deb --root-owner-group -Zzstd -z9 --build "$root" "$package" >/dev/null
rm -rf -- "$root"
echo "$package"
