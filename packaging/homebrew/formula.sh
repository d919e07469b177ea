#!/usr/bin/env bash
# Prints the Homebrew formula of a release: formula.sh VERSION SHA256SUMS > layerwise.rb
set -euo pipefail
[ $# -eq 2 ] || { echo "usage: formula.sh VERSION SHA256SUMS" >&2; exit 2; }
version=${1#v}
sums=$2

# The two lines of a platform: address and checksum of its archive.
archive() {
    local file="layerwise-$1.tar.gz" sum
    sum=$(awk -v file="$file" '$2 == file || $2 == "*" file { print $1 }' "$sums")
    [ -n "$sum" ] || { echo "formula.sh: $sums has no line for $file" >&2; exit 2; }
    echo "      url \"https://github.com/layerwise/layerwise/releases/download/v$version/$file\""
    echo "      sha256 \"$sum\""
}

# Each call stands alone, so that a missing checksum ends the script.
mac_arm=$(archive aarch64-apple-darwin)
mac_intel=$(archive x86_64-apple-darwin)
linux_arm=$(archive aarch64-unknown-linux-musl)
linux_intel=$(archive x86_64-unknown-linux-musl)

cat <<END
class Layerwise < Formula
  desc "Linter and language server for Dockerfiles that knows machine learning"
  homepage "https://github.com/layerwise/layerwise"
  version "$version"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
$mac_arm
    end
    on_intel do
$mac_intel
    end
  end

  on_linux do
    on_arm do
$linux_arm
    end
    on_intel do
$linux_intel
    end
  end

  def install
    bin.install "layerwise"
  end

  test do
    (testpath/"Dockerfile").write "FROM debian\n"
    assert_match "Dockerfile", shell_output("#{bin}/layerwise check --offline --fail-on error")
  end
end
END
