from zenml.client import Client
from zenml.exceptions import EntityExistsError

client = Client()
for values in ({"token": "old"}, {"token": "abc"}):
    try:
        client.create_secret(name="search_key", values=values)
    except EntityExistsError:
        client.delete_secret("search_key")
        client.create_secret(name="search_key", values=values)
