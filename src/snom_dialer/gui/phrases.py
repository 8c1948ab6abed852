"""The phrases of the core in which values stand, as its source has them. Made by scripts/make-translations.

Not for: changing by hand, or what is done with them (phrase).
"""

PHRASES = (
    "Action URLs of others stood in {where}",
    "`{host}` is no host name",
    "`{host}` is no host with an optional port",
    "a D8xx with the Phone Manager; nothing answers on port {old_port}",
    "a D8xx with the Phone Manager; port {old_port} answers",
    "a time is a whole number of milliseconds from 0 to {longest_ms}",
    "another Snom dialer stands in it that is gone: {gone}",
    "another Snom dialer that we call on is gone: {dead}",
    "has to be one of {words}",
    "has to be {caption}",
    "is nested deeper than {depth_limit} levels",
    "is no host name, address or URL: {what}",
    "its Action URLs are kept by hand; {risk}",
    "left to others: {left}",
    "let this program through the firewall, if it is on, with `{command}`",
    "let {who} through the firewall with `{command}`",
    (
        "let {who} through the firewall with `{command}` in a command prompt opened as administrator, and"
        " remove a rule that blocks this program, if there is one, as blocking wins"
    ),
    (
        "let {who} through the firewall with `{command}`, and put that rule into /etc/nftables.conf, as it is"
        " gone after the next start of this computer"
    ),
    "line {line}, {place}: {what}",
    "missing or another's: {missing}",
    (
        "no firewall that we know is at work on this computer; if another one is, or one stands in the"
        " network between, TCP port {port} of this computer has to be open for {who}"
    ),
    "none calls us at {places}",
    "not tried, as {culprit} failed",
    "nothing arrived at {address}, port {port}",
    "port {port} answers {scheme}",
    "read-only: {names}",
    "restrict_uri_queries is {value}",
    "snom {model}, {firmware}",
    "the phone at {address}",
    "the phone is at {url}",
    "the phone told of something {ago} ago",
    "the phone took the password ({value})",
    "the phone took the password ({value}), but not for its settings",
    "the phone {what} at {address}, port {port}",
    "the program says: {reason}",
    "the running program leaves this phone alone: {reason}",
    "there is a {shown} in it",
    "there is no key {part} for hotkeys",
    "use_hidden_tags is {value}",
    "{count} settings",
    "{count} that were put there by hand call us",
    "{line} has more than {longest_run} characters",
    "{names} could not be cleaned and may still hold the password; delete it",
    "{name} held for more than {longest_ms} ms makes some phones block the caller",
    "{part} is there twice",
    "{text} is no JSON",
    "{tls}, certificate {pin}… as remembered",
)
