# Builds this checkout: nix-build packaging/nix
#
# For nixpkgs, replace `src` by fetchFromGitHub with the release's tag and `cargoLock` by cargoHash.
{ pkgs ? import <nixpkgs> { } }:

pkgs.rustPlatform.buildRustPackage {
  pname = "layerwise";
  version = (pkgs.lib.importTOML ../../Cargo.toml).workspace.package.version;

  src = pkgs.lib.cleanSource ../..;
  cargoLock.lockFile = ../../Cargo.lock;
  cargoBuildFlags = [ "--package" "layerwise" ];
  cargoTestFlags = [ "--package" "layerwise" ];

  meta = {
    description = "Linter and language server for Dockerfiles that knows machine learning";
    homepage = "https://github.com/layerwise/layerwise";
    license = with pkgs.lib.licenses; [ mit asl20 ];
    mainProgram = "layerwise";
  };
}
