"""What every picture is drawn with: sizes, inks and typefaces, files and elements of a page."""
