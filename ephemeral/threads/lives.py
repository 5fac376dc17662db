"""How fresh the accepted answer is, on its page and on cards."""
