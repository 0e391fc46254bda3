"""The rules, and the engines that follow them."""
