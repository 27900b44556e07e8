import pytest

from notifier.endpoints.addresses import may_dial, url_fault

REFUSED = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:0:7f00:1::",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
]
PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.215.14", "172.15.0.1", "172.32.0.1", "2606:4700::1111", "2a00:1450:4001::1"]


@pytest.mark.parametrize("address", REFUSED)
def test_what_is_not_public_is_not_dialled(address: str) -> None:
    assert not may_dial(address, allow_local=False)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_dialled(address: str) -> None:
    assert may_dial(address, allow_local=False)


def test_the_test_flag_lets_in_loopback_and_nothing_else() -> None:
    allowed = {address for address in REFUSED if may_dial(address, allow_local=True)}
    assert allowed == {"127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1"}


@pytest.mark.parametrize("text", ["", "localhost", "127.1", "0x7f000001", "2130706433", "017700000001", "[::1]"])
def test_what_is_no_numeric_address_is_not_dialled(text: str) -> None:
    assert not may_dial(text, allow_local=True)


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("https://kommune.dk/hook", None),
        ("https://kommune.dk:8443/hook?x=1", None),
        ("https://1.1.1.1/hook", None),
        ("https://[2606:4700::1111]/hook", None),
        ("http://kommune.dk/hook", "scheme"),
        ("ftp://kommune.dk/hook", "scheme"),
        ("javascript:alert(1)", "form"),
        ("/hook", "form"),
        ("https://", "form"),
        ("https:///hook", "form"),
        ("https://user:password@kommune.dk/", "form"),
        ("https://user@kommune.dk/", "form"),
        ("https://kommune.dk/#part", "form"),
        ("https://kommune.dk/a b", "form"),
        ("https://kommune.dk\\@10.0.0.1/", "form"),
        ("https://kommune.dk:99999/", "form"),
        ("https://kommune.dk/\nx", "form"),
        ("https://købmand.dk/", "form"),
        ("https://127.0.0.1/", "address"),
        ("http://127.0.0.1/", "scheme"),
        ("https://localhost/", "address"),
        ("https://LOCALHOST/", "address"),
        ("https://intranet/", "address"),
        ("https://printer.local/", "address"),
        ("https://metadata.google.internal/", "address"),
        ("https://10.0.0.1/", "address"),
        ("https://169.254.169.254/latest", "address"),
        ("https://127.1/", "address"),
        ("https://2130706433/", "address"),
        ("https://0x7f000001/", "address"),
        ("https://0177.0.0.1/", "address"),
        ("https://[::ffff:10.0.0.1]/", "address"),
        ("https://[64:ff9b::a00:1]/", "address"),
    ],
)
def test_urls_are_judged_by_form_scheme_and_address(url: str, fault: str | None) -> None:
    assert url_fault(url, allow_local=False) == fault


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("http://127.0.0.1:9000/hook", None),
        ("http://localhost:9000/hook", None),
        ("http://[::1]:9000/hook", None),
        ("http://kommune.dk/hook", "scheme"),
        ("http://10.0.0.1/hook", "scheme"),
        ("https://10.0.0.1/hook", "address"),
    ],
)
def test_the_test_flag_allows_http_to_loopback_only(url: str, fault: str | None) -> None:
    assert url_fault(url, allow_local=True) == fault
