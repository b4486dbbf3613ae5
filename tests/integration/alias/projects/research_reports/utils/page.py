CSS = "<style>h1 {color: navy}</style>"


def page(title: str, body: str) -> str:
    return f"<html><head>{CSS}</head><body><h1>{title}</h1>{body}</body></html>"
