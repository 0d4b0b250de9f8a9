from tests.web.test_sign_in import *
def test_dbg(world):
    client = Client()
    sign_in(client)
    page = client.get("/accounts/second-factor/app/")
    page = client.post(page["Location"], {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    r = client.post("/accounts/second-factor/app/", {"code": code_for(secret)})
    print(r.status_code, r.headers.get("Location"))
    for e in LedgerEntry.objects.order_by("-seq")[:3]: print(e.body[:300])
