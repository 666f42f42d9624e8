"""Command line: list models, make films, read and encode pictures, decode latent codes."""

from runtime.cli.group import command_group

main = command_group()

if __name__ == "__main__":
    main(prog_name="python -m runtime")
