"""How families are heard who will not open a link: on paper, on a shared device, through somebody who asks them."""
