<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en_GB">
<context>
    <name>ActionForm</name>
    <message>
        <source>&amp;Event:</source>
        <translation>&amp;Ereignis:</translation>
    </message>
    <message>
        <source>&amp;Phone:</source>
        <translation>Tele&amp;fon:</translation>
    </message>
    <message>
        <source>&amp;URL:</source>
        <translation>&amp;URL:</translation>
    </message>
    <message>
        <source>All phones</source>
        <translation>Alle Telefone</translation>
    </message>
    <message>
        <source>I&amp;nsert placeholder</source>
        <translation>&amp;Platzhalter einfügen</translation>
    </message>
    <message>
        <source>Open it in the web &amp;browser</source>
        <translation>Im Web&amp;browser öffnen</translation>
    </message>
    <message>
        <source>This program never writes that event into a phone, so it comes only where somebody else has.</source>
        <translation>Dieses Ereignis trägt das Programm in kein Telefon ein; es kommt nur, wo jemand anderes das getan hat.</translation>
    </message>
    <message>
        <source>{name} – {meaning}</source>
        <translation>{name} – {meaning}</translation>
    </message>
</context>
<context>
    <name>ActionPage</name>
    <message>
        <source>&amp;Add</source>
        <translation>&amp;Hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>E&amp;ntfernen</translation>
    </message>
    <message>
        <source>Act&amp;ions</source>
        <translation>&amp;Aktionen</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>Aktionen</translation>
    </message>
    <message>
        <source>All phones</source>
        <translation>Alle Telefone</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Ereignis</translation>
    </message>
    <message>
        <source>In the background</source>
        <translation>Im Hintergrund</translation>
    </message>
    <message>
        <source>On these events, this program calls a URL of yours, or opens it in the web browser.</source>
        <translation>Bei diesen Ereignissen ruft das Programm eine eigene URL auf oder öffnet sie im Webbrowser.</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>Aufruf</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Telefon</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>⚠ {url}</source>
        <translation>⚠ {url}</translation>
    </message>
    <message>
        <source>✓ Web browser</source>
        <translation>✓ Webbrowser</translation>
    </message>
</context>
<context>
    <name>ActionTrial</name>
    <message>
        <source>&amp;Test</source>
        <translation>Ausp&amp;robieren</translation>
    </message>
    <message>
        <source>Call i&amp;t now</source>
        <translation>&amp;Jetzt aufrufen</translation>
    </message>
    <message>
        <source>Calling it…</source>
        <translation>Wird aufgerufen…</translation>
    </message>
    <message>
        <source>Open i&amp;t now</source>
        <translation>&amp;Jetzt öffnen</translation>
    </message>
    <message>
        <source>Opened in the web browser.</source>
        <translation>Im Webbrowser geöffnet.</translation>
    </message>
    <message>
        <source>The server answered {status}: it has not taken it.</source>
        <translation>Der Server hat mit {status} geantwortet: Er hat es nicht angenommen.</translation>
    </message>
    <message>
        <source>The server answered {status}: it has taken it.</source>
        <translation>Der Server hat mit {status} geantwortet: Er hat es angenommen.</translation>
    </message>
    <message>
        <source>The server cannot be reached.</source>
        <translation>Der Server ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>The server was reached and gave no answer that can be understood in time.</source>
        <translation>Der Server wurde erreicht, gab aber nicht rechtzeitig eine verständliche Antwort.</translation>
    </message>
    <message>
        <source>There is no web browser here, or no screen.</source>
        <translation>Hier gibt es keinen Webbrowser oder keinen Bildschirm.</translation>
    </message>
    <message>
        <source>URL with the values of a sample call</source>
        <translation>URL mit den Werten eines Beispielanrufs</translation>
    </message>
    <message>
        <source>What came back</source>
        <translation>Antwort</translation>
    </message>
</context>
<context>
    <name>Announcer</name>
    <message>
        <source>Answer</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Hang up</source>
        <translation>Auflegen</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Abweisen</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Anzeigen</translation>
    </message>
    <message>
        <source>{state}: {number}</source>
        <translation>{state}: {number}</translation>
    </message>
</context>
<context>
    <name>Call</name>
    <message>
        <source>Answered elsewhere</source>
        <translation>Anderswo angenommen</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>Besetzt</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Anruf</translation>
    </message>
    <message>
        <source>Calling</source>
        <translation>Wählt</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Verbunden</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Incoming</source>
        <translation>Eingehend</translation>
    </message>
    <message>
        <source>Missed</source>
        <translation>Verpasst</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>Keine Antwort</translation>
    </message>
    <message>
        <source>On hold</source>
        <translation>Gehalten</translation>
    </message>
    <message>
        <source>Outgoing</source>
        <translation>Ausgehend</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>Abgewiesen</translation>
    </message>
    <message>
        <source>Rings</source>
        <translation>Klingelt</translation>
    </message>
    <message>
        <source>Unknown caller</source>
        <translation>Unbekannter Anrufer</translation>
    </message>
</context>
<context>
    <name>CallbackPage</name>
    <message>
        <source>&amp;Callbacks</source>
        <translation>&amp;Rückmeldungen</translation>
    </message>
    <message>
        <source>&amp;External address:</source>
        <translation>E&amp;xterne Adresse:</translation>
    </message>
    <message>
        <source>&amp;Local address:</source>
        <translation>Lo&amp;kale Adresse:</translation>
    </message>
    <message>
        <source>Any free one</source>
        <translation>Irgendein freier</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>None; only where there is NAT between phone and computer</source>
        <translation>Keine; nur bei NAT zwischen Telefon und Computer</translation>
    </message>
    <message>
        <source>TCP &amp;port:</source>
        <translation>TCP-&amp;Port:</translation>
    </message>
</context>
<context>
    <name>Caller</name>
    <message>
        <source>Calling {number} …</source>
        <translation>{number} wird gewählt …</translation>
    </message>
    <message>
        <source>Hung up</source>
        <translation>Aufgelegt</translation>
    </message>
    <message>
        <source>The keys were sent</source>
        <translation>Die Tasten wurden gesendet</translation>
    </message>
    <message>
        <source>The phone has not answered yet …</source>
        <translation>Das Telefon hat noch nicht geantwortet …</translation>
    </message>
    <message>
        <source>The phone has taken it</source>
        <translation>Das Telefon hat es angenommen</translation>
    </message>
    <message>
        <source>{number} is being called already</source>
        <translation>{number} wird schon angerufen</translation>
    </message>
    <message>
        <source>{what}. {next}.</source>
        <translation>{what}. {next}.</translation>
    </message>
</context>
<context>
    <name>CallsModel</name>
    <message>
        <source>Call</source>
        <translation>Anruf</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Missed</source>
        <translation>Verpasst</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Telefon</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
</context>
<context>
    <name>CallsWindow</name>
    <message>
        <source>&amp;Copy number</source>
        <translation>Nummer &amp;kopieren</translation>
    </message>
    <message>
        <source>Call &amp;back …</source>
        <translation>&amp;Zurückrufen …</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Anrufe</translation>
    </message>
    <message>
        <source>No calls yet</source>
        <translation>Noch keine Anrufe</translation>
    </message>
    <message>
        <source>The last calls</source>
        <translation>Die letzten Anrufe</translation>
    </message>
</context>
<context>
    <name>Card</name>
    <message>
        <source>Answer</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Call: {who}</source>
        <translation>Anruf: {who}</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Copy number</source>
        <translation>Nummer kopieren</translation>
    </message>
    <message>
        <source>Hang up</source>
        <translation>Auflegen</translation>
    </message>
    <message>
        <source>Line {line}</source>
        <translation>Leitung {line}</translation>
    </message>
    <message>
        <source>Line {line}, {phone}</source>
        <translation>Leitung {line}, {phone}</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Abweisen</translation>
    </message>
    <message>
        <source>Several calls ring: answer on the phone</source>
        <translation>Mehrere Anrufe klingeln: bitte am Telefon annehmen</translation>
    </message>
    <message>
        <source>Several calls: answer or reject on the phone</source>
        <translation>Mehrere Gespräche: bitte am Telefon annehmen oder abweisen</translation>
    </message>
    <message>
        <source>Several calls: hang up on the phone</source>
        <translation>Mehrere Gespräche: bitte am Telefon auflegen</translation>
    </message>
    <message>
        <source>Several calls: reject on the phone</source>
        <translation>Mehrere Gespräche: bitte am Telefon abweisen</translation>
    </message>
</context>
<context>
    <name>CardWindow</name>
    <message>
        <source>Calls now</source>
        <translation>Laufende Anrufe</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>und {count} weitere</translation>
    </message>
</context>
<context>
    <name>CopyRow</name>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the command {command}</source>
        <translation>Den Befehl {command} kopieren</translation>
    </message>
</context>
<context>
    <name>Desk</name>
    <message>
        <source>Not available as hotkey: {keys}</source>
        <translation>Nicht als Tastenkürzel verfügbar: {keys}</translation>
    </message>
    <message>
        <source>Your action for {event} failed: {url}</source>
        <translation>Die Aktion für {event} ist fehlgeschlagen: {url}</translation>
    </message>
    <message>
        <source>`snom-dialer serve` takes the rest up when it is started again</source>
        <translation>`snom-dialer serve` übernimmt den Rest beim nächsten Start</translation>
    </message>
</context>
<context>
    <name>DialWindow</name>
    <message>
        <source>&amp;Dial</source>
        <translation>&amp;Wählen</translation>
    </message>
    <message>
        <source>&amp;Hang up</source>
        <translation>&amp;Auflegen</translation>
    </message>
    <message>
        <source>&amp;Settings</source>
        <translation>&amp;Einstellungen</translation>
    </message>
    <message>
        <source>Dial the number (Enter); Shift+Enter sends it as keys</source>
        <translation>Die Nummer wählen (Eingabetaste); mit Umschalt wird sie als Tasten gesendet</translation>
    </message>
    <message>
        <source>End all calls of the phone</source>
        <translation>Alle Gespräche des Telefons beenden</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Number or SIP address</source>
        <translation>Nummer oder SIP-Adresse</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Telefon</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Meldung</translation>
    </message>
</context>
<context>
    <name>Error</name>
    <message>
        <source>Action URLs of another Snom dialer were left in the phone at {host} ({settings}), and nobody answers at {address}</source>
        <translation>im Telefon unter {host} stehen noch Action-URLs eines anderen Snom dialers ({settings}), und unter {address} antwortet niemand</translation>
    </message>
    <message>
        <source>Snom dialer already runs for this user and configuration (process {pid})</source>
        <translation>Snom dialer läuft bereits für diesen Benutzer und diese Konfiguration (Prozess {pid})</translation>
    </message>
    <message>
        <source>Snom dialer has its window open already</source>
        <translation>Snom dialer hat sein Fenster schon geöffnet</translation>
    </message>
    <message>
        <source>Snom dialer runs without a window</source>
        <translation>Snom dialer läuft ohne Fenster</translation>
    </message>
    <message>
        <source>`{host}` is not a host name, an address or a URL: {what}</source>
        <translation>„{host}“ ist kein Hostname, keine Adresse und keine URL: {what}</translation>
    </message>
    <message>
        <source>`{text}` is not a hotkey: {what}</source>
        <translation>„{text}“ ist kein Tastenkürzel: {what}</translation>
    </message>
    <message>
        <source>`{text}` is not something a phone can dial: {what}</source>
        <translation>„{text}“ kann ein Telefon nicht wählen: {what}</translation>
    </message>
    <message>
        <source>a phone named `{name}` is already configured</source>
        <translation>ein Telefon namens „{name}“ ist bereits eingerichtet</translation>
    </message>
    <message>
        <source>add one with `snom-dialer phone add HOST`, or name it with --host</source>
        <translation>fügen Sie eines mit `snom-dialer phone add HOST` hinzu, oder nennen Sie es mit --host</translation>
    </message>
    <message>
        <source>bring it to the front, or end it if it hangs</source>
        <translation>holen Sie es nach vorn, oder beenden Sie es, wenn es hängt</translation>
    </message>
    <message>
        <source>check address and port</source>
        <translation>prüfen Sie Adresse und Port</translation>
    </message>
    <message>
        <source>check address and port, and whether the phone's web server is switched on</source>
        <translation>prüfen Sie Adresse und Port, und ob der Webserver des Telefons eingeschaltet ist</translation>
    </message>
    <message>
        <source>check its permissions and the free space</source>
        <translation>prüfen Sie die Zugriffsrechte und den freien Speicherplatz</translation>
    </message>
    <message>
        <source>check its permissions and the free space; calls go on without it</source>
        <translation>prüfen Sie die Zugriffsrechte und den freien Speicherplatz; telefonieren können Sie auch ohne</translation>
    </message>
    <message>
        <source>check that the phone is on and that the address is right</source>
        <translation>prüfen Sie, ob das Telefon eingeschaltet ist und die Adresse stimmt</translation>
    </message>
    <message>
        <source>check the address, and whether the phone's web server is switched on</source>
        <translation>prüfen Sie die Adresse, und ob der Webserver des Telefons eingeschaltet ist</translation>
    </message>
    <message>
        <source>check the address; nothing is written to a device that is not a Snom phone</source>
        <translation>prüfen Sie die Adresse; in ein Gerät, das kein Snom-Telefon ist, wird nichts geschrieben</translation>
    </message>
    <message>
        <source>check the address; nothing was sent</source>
        <translation>prüfen Sie die Adresse; es wurde nichts gesendet</translation>
    </message>
    <message>
        <source>check the name, or use the phone's address</source>
        <translation>prüfen Sie den Namen, oder verwenden Sie die Adresse des Telefons</translation>
    </message>
    <message>
        <source>check the network connection, close a SIP program that holds the port, or name the addresses to look at: `snom-dialer phone find 192.168.0.0/24`</source>
        <translation>prüfen Sie die Netzwerkverbindung, schließen Sie ein SIP-Programm, das den Port belegt, oder nennen Sie die Adressen, unter denen gesucht werden soll: `snom-dialer phone find 192.168.0.0/24`</translation>
    </message>
    <message>
        <source>check the port, or whether the phone speaks HTTPS at all</source>
        <translation>prüfen Sie den Port, oder ob das Telefon überhaupt HTTPS spricht</translation>
    </message>
    <message>
        <source>check this computer's network connection and the address</source>
        <translation>prüfen Sie die Netzwerkverbindung dieses Computers und die Adresse</translation>
    </message>
    <message>
        <source>close the program that holds them, or set another "port" under "callback" in the configuration</source>
        <translation>schließen Sie das Programm, das sie belegt, oder wählen Sie in der Konfiguration unter "callback" einen anderen "port"</translation>
    </message>
    <message>
        <source>compare the two, and accept it at the question or with --yes</source>
        <translation>vergleichen Sie beides, und akzeptieren Sie es auf Nachfrage oder mit --yes</translation>
    </message>
    <message>
        <source>correct it with `snom-dialer phone password`, or let `snom-dialer phone test` try once more</source>
        <translation>berichtigen Sie es mit `snom-dialer phone password`, oder lassen Sie `snom-dialer phone test` es noch einmal versuchen</translation>
    </message>
    <message>
        <source>correct it with `snom-dialer phone password`; it is not tried again, as three refusals lock the phone</source>
        <translation>berichtigen Sie es mit `snom-dialer phone password`; es wird nicht noch einmal versucht, denn nach drei Ablehnungen sperrt sich das Telefon</translation>
    </message>
    <message>
        <source>dial it on the phone</source>
        <translation>wählen Sie sie am Telefon</translation>
    </message>
    <message>
        <source>dial on the phone; nothing else is known to work with it</source>
        <translation>wählen Sie am Telefon; etwas anderes funktioniert mit ihm nach heutigem Wissen nicht</translation>
    </message>
    <message>
        <source>end it with `snom-dialer quit` and start it again after an update</source>
        <translation>beenden Sie ihn mit `snom-dialer quit`, und starten Sie ihn nach einer Aktualisierung neu</translation>
    </message>
    <message>
        <source>end it with `snom-dialer quit`, or use another configuration with --config</source>
        <translation>beenden Sie ihn mit `snom-dialer quit`, oder verwenden Sie mit --config eine andere Konfiguration</translation>
    </message>
    <message>
        <source>give a number</source>
        <translation>geben Sie eine Nummer an</translation>
    </message>
    <message>
        <source>give another --name, or remove it first with `snom-dialer phone remove {name}`</source>
        <translation>geben Sie einen anderen --name an, oder entfernen Sie es zuerst mit `snom-dialer phone remove {name}`</translation>
    </message>
    <message>
        <source>give another --port or --control-port, 0 for any free one, or another --bind</source>
        <translation>geben Sie einen anderen --port oder --control-port an, 0 für irgendeinen freien, oder ein anderes --bind</translation>
    </message>
    <message>
        <source>give digits, an extension, a star code or a SIP address</source>
        <translation>geben Sie Ziffern, eine Nebenstelle, einen Stern-Code oder eine SIP-Adresse an</translation>
    </message>
    <message>
        <source>give them with --user and SNOM_DIALER_PASSWORD, or keep them with `snom-dialer phone password`</source>
        <translation>geben Sie beides mit --user und SNOM_DIALER_PASSWORD an, oder hinterlegen Sie es mit `snom-dialer phone password`</translation>
    </message>
    <message>
        <source>if somebody changed the phone on purpose, accept it with `snom-dialer phone trust`</source>
        <translation>wenn das Telefon mit Absicht geändert wurde, akzeptieren Sie es mit `snom-dialer phone trust`</translation>
    </message>
    <message>
        <source>if the phone was replaced on purpose, accept it with `snom-dialer phone trust`</source>
        <translation>wenn das Telefon mit Absicht ausgetauscht wurde, akzeptieren Sie es mit `snom-dialer phone trust`</translation>
    </message>
    <message>
        <source>if the phone was replaced or reset, compare and accept it with `snom-dialer phone trust`</source>
        <translation>wenn das Telefon ausgetauscht oder zurückgesetzt wurde, vergleichen und akzeptieren Sie es mit `snom-dialer phone trust`</translation>
    </message>
    <message>
        <source>install PySide6-Essentials, as `pip install snom-dialer[desktop]` does</source>
        <translation>installieren Sie PySide6-Essentials, etwa mit `pip install snom-dialer[desktop]`</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>unterbrochen</translation>
    </message>
    <message>
        <source>it has to begin with http:// or https://, and placeholders like {{number}} stand in path, query or fragment</source>
        <translation>sie muss mit http:// oder https:// beginnen, und Platzhalter wie {{number}} dürfen nur in Pfad, Abfrage oder Fragment stehen</translation>
    </message>
    <message>
        <source>look at the answers above, and whether that server is up and the URL right</source>
        <translation>sehen Sie sich die Antworten oben an, und prüfen Sie, ob der Server läuft und die URL stimmt</translation>
    </message>
    <message>
        <source>look at the phone and try again</source>
        <translation>sehen Sie auf das Telefon und versuchen Sie es noch einmal</translation>
    </message>
    <message>
        <source>look at the phone before you repeat a command that it may have carried out</source>
        <translation>sehen Sie am Telefon nach, bevor Sie einen Befehl wiederholen, den es vielleicht ausgeführt hat</translation>
    </message>
    <message>
        <source>look at the phone before you repeat the command: it may have carried it out</source>
        <translation>sehen Sie am Telefon nach, bevor Sie den Befehl wiederholen: Vielleicht hat es ihn ausgeführt</translation>
    </message>
    <message>
        <source>look at what is in it now, and repeat the command</source>
        <translation>sehen Sie nach, was jetzt darin steht, und wiederholen Sie den Befehl</translation>
    </message>
    <message>
        <source>look for `use_hidden_tags`, `restrict_uri_queries` and user rights on its web page</source>
        <translation>sehen Sie auf seiner Webseite nach `use_hidden_tags`, `restrict_uri_queries` und den Benutzerrechten</translation>
    </message>
    <message>
        <source>make one with `snom-dialer phone add HOST`, or name the phone with --host</source>
        <translation>legen Sie eine mit `snom-dialer phone add HOST` an, oder nennen Sie das Telefon mit --host</translation>
    </message>
    <message>
        <source>mend that line (last good copy: {backup}); nothing was changed</source>
        <translation>berichtigen Sie diese Zeile (letzte gute Kopie: {backup}); nichts wurde geändert</translation>
    </message>
    <message>
        <source>mend them and try `snom-dialer config check`; nothing was changed</source>
        <translation>berichtigen Sie sie, und versuchen Sie `snom-dialer config check`; nichts wurde geändert</translation>
    </message>
    <message>
        <source>name one with --phone ({known}), or choose one with `snom-dialer phone default NAME`</source>
        <translation>nennen Sie eines mit --phone ({known}), oder wählen Sie eines mit `snom-dialer phone default NAME`</translation>
    </message>
    <message>
        <source>no Action URL in the phone at {host} calls this computer ({settings})</source>
        <translation>keine Action-URL im Telefon unter {host} ruft diesen Computer auf ({settings})</translation>
    </message>
    <message>
        <source>no Snom dialer is running for this user and configuration</source>
        <translation>für diesen Benutzer und diese Konfiguration läuft kein Snom dialer</translation>
    </message>
    <message>
        <source>no encrypted connection to the phone at {host} is possible ({reason})</source>
        <translation>mit dem Telefon unter {host} ist keine verschlüsselte Verbindung möglich ({reason})</translation>
    </message>
    <message>
        <source>no phone is configured in {path}</source>
        <translation>in {path} ist kein Telefon eingerichtet</translation>
    </message>
    <message>
        <source>no phone named `{name}` is configured</source>
        <translation>ein Telefon namens „{name}“ ist nicht eingerichtet</translation>
    </message>
    <message>
        <source>none of the ports {first} to {last} is free for the phone's callbacks</source>
        <translation>keiner der Ports {first} bis {last} ist für die Rückmeldungen des Telefons frei</translation>
    </message>
    <message>
        <source>not all of what we want stands in the phone at {host} ({settings})</source>
        <translation>im Telefon unter {host} steht nicht alles, was nötig ist ({settings})</translation>
    </message>
    <message>
        <source>nothing of the phone at {host} arrived at {address}, port {port}</source>
        <translation>vom Telefon unter {host} kam unter {address}, Port {port}, nichts an</translation>
    </message>
    <message>
        <source>nothing was sent to the phone, as {what}</source>
        <translation>an das Telefon wurde nichts gesendet: {what}</translation>
    </message>
    <message>
        <source>open one with `snom-dialer`</source>
        <translation>öffnen Sie eines mit `snom-dialer`</translation>
    </message>
    <message>
        <source>open that address by hand, or only print it with --print</source>
        <translation>öffnen Sie diese Adresse von Hand, oder lassen Sie sie mit --print nur ausgeben</translation>
    </message>
    <message>
        <source>phones that announce themselves cannot be heard on UDP port {port} ({reason})</source>
        <translation>Telefone, die sich selbst melden, sind auf UDP-Port {port} nicht zu hören ({reason})</translation>
    </message>
    <message>
        <source>put it there with `snom-dialer phone transfer`</source>
        <translation>übertragen Sie es mit `snom-dialer phone transfer`</translation>
    </message>
    <message>
        <source>put there by hand what `snom-dialer phone urls --show-secret` prints</source>
        <translation>tragen Sie dort von Hand ein, was `snom-dialer phone urls --show-secret` ausgibt</translation>
    </message>
    <message>
        <source>run it without a window with `snom-dialer serve`, or see `snom-dialer --help`</source>
        <translation>starten Sie ihn mit `snom-dialer serve` ohne Fenster, oder lesen Sie `snom-dialer --help`</translation>
    </message>
    <message>
        <source>see `snom-dialer --help` for all commands</source>
        <translation>alle Befehle zeigt `snom-dialer --help`</translation>
    </message>
    <message>
        <source>see `snom-dialer {command} --help`</source>
        <translation>Näheres zeigt `snom-dialer {command} --help`</translation>
    </message>
    <message>
        <source>set "address" under "callback" to null, and the right one is found</source>
        <translation>setzen Sie "address" unter "callback" auf null, dann wird die richtige gefunden</translation>
    </message>
    <message>
        <source>set "scheme" to "auto" in the configuration, or give the address with the right http:// or https://</source>
        <translation>setzen Sie in der Konfiguration "scheme" auf "auto", oder geben Sie die Adresse mit dem richtigen http:// oder https:// an</translation>
    </message>
    <message>
        <source>set HTTP authentication to Basic or Digest on the phone's web page</source>
        <translation>stellen Sie auf der Webseite des Telefons die HTTP-Anmeldung auf Basic oder Digest</translation>
    </message>
    <message>
        <source>set its update policy to `never update, do not load settings`, or let the provisioning write what `snom-dialer phone provisioning` prints</source>
        <translation>stellen Sie seine Update-Richtlinie auf `never update, do not load settings`, oder lassen Sie die Provisionierung schreiben, was `snom-dialer phone provisioning` ausgibt</translation>
    </message>
    <message>
        <source>several phones are configured and none is the default one</source>
        <translation>mehrere Telefone sind eingerichtet, und keines ist das Standardtelefon</translation>
    </message>
    <message>
        <source>somebody puts other values back into the phone at {host} again and again, mostly its provisioning</source>
        <translation>im Telefon unter {host} werden immer wieder andere Werte eingetragen, meist von seiner Provisionierung</translation>
    </message>
    <message>
        <source>something went wrong inside Snom dialer ({what})</source>
        <translation>in Snom dialer ist etwas schiefgegangen ({what})</translation>
    </message>
    <message>
        <source>start one with `snom-dialer`, or without a window with `snom-dialer serve`</source>
        <translation>starten Sie einen mit `snom-dialer`, oder ohne Fenster mit `snom-dialer serve`</translation>
    </message>
    <message>
        <source>start that program again, or put ours in their place with `snom-dialer phone transfer` while `serve` runs</source>
        <translation>starten Sie jenes Programm wieder, oder ersetzen Sie sie mit `snom-dialer phone transfer` durch unsere, während `serve` läuft</translation>
    </message>
    <message>
        <source>switch it off in the phone's settings, which lets web addresses act on the phone again; the alternative is dialling on the phone</source>
        <translation>schalten Sie das in den Einstellungen des Telefons aus; Webadressen können dann wieder auf das Telefon einwirken; die Alternative ist, am Telefon zu wählen</translation>
    </message>
    <message>
        <source>switch it off on the phone's web page, Advanced &gt; QoS/Security, which makes forged requests from web pages possible again; the alternative is dialling on the phone</source>
        <translation>schalten Sie das auf der Webseite des Telefons unter Erweitert &gt; QoS/Sicherheit (Advanced &gt; QoS/Security) aus; gefälschte Anfragen von Webseiten sind dann wieder möglich; die Alternative ist, am Telefon zu wählen</translation>
    </message>
    <message>
        <source>take them out of "actions", or give them another "phone", and repeat the command</source>
        <translation>nehmen Sie sie aus "actions" heraus, oder geben Sie ihnen ein anderes "phone", und wiederholen Sie den Befehl</translation>
    </message>
    <message>
        <source>the action URL `{template}` is wrong: {what}</source>
        <translation>die Aktions-URL „{template}“ ist falsch: {what}</translation>
    </message>
    <message>
        <source>the broken one is kept as {kept}; check the disk</source>
        <translation>das beschädigte ist als {kept} aufbewahrt; prüfen Sie den Datenträger</translation>
    </message>
    <message>
        <source>the certificate of the phone at {host} is not the one remembered for it; nothing was sent</source>
        <translation>das Zertifikat des Telefons unter {host} ist nicht das gemerkte; es wurde nichts gesendet</translation>
    </message>
    <message>
        <source>the connection to the phone at {host} broke ({reason})</source>
        <translation>die Verbindung zum Telefon unter {host} ist abgebrochen ({reason})</translation>
    </message>
    <message>
        <source>the desktop program cannot start ({reason})</source>
        <translation>das Desktop-Programm kann nicht starten ({reason})</translation>
    </message>
    <message>
        <source>the device at {host} asks for a readable password in the name of `{realm}`, which is no Snom phone</source>
        <translation>das Gerät unter {host} verlangt im Namen von „{realm}“ ein lesbares Passwort; das ist kein Snom-Telefon</translation>
    </message>
    <message>
        <source>the device at {host} does not show itself to be a Snom phone</source>
        <translation>das Gerät unter {host} gibt sich nicht als Snom-Telefon zu erkennen</translation>
    </message>
    <message>
        <source>the events are: {known}</source>
        <translation>die Ereignisse sind: {known}</translation>
    </message>
    <message>
        <source>the journal {path} cannot be used: {reason}</source>
        <translation>das Journal {path} kann nicht verwendet werden: {reason}</translation>
    </message>
    <message>
        <source>the journal {path} was broken ({reason}), and a new one was begun</source>
        <translation>das Journal {path} war beschädigt ({reason}), und ein neues wurde begonnen</translation>
    </message>
    <message>
        <source>the journal {path} was written by a newer Snom dialer (version {found}; this one knows up to {known})</source>
        <translation>das Journal {path} stammt von einem neueren Snom dialer (Version {found}; dieser kennt höchstens {known})</translation>
    </message>
    <message>
        <source>the key sequence is wrong at character {position}: {what}</source>
        <translation>die Tastenfolge ist bei Zeichen {position} falsch: {what}</translation>
    </message>
    <message>
        <source>the name `{host}` cannot be resolved</source>
        <translation>der Name „{host}“ lässt sich nicht auflösen</translation>
    </message>
    <message>
        <source>the phone at {host} answered with something that is not HTTP</source>
        <translation>das Telefon unter {host} hat mit etwas geantwortet, das kein HTTP ist</translation>
    </message>
    <message>
        <source>the phone at {host} asks for a log-in that we do not speak ({offered})</source>
        <translation>das Telefon unter {host} verlangt eine Anmeldung, die wir nicht beherrschen ({offered})</translation>
    </message>
    <message>
        <source>the phone at {host} asks for a user name and a password</source>
        <translation>das Telefon unter {host} verlangt Benutzername und Passwort</translation>
    </message>
    <message>
        <source>the phone at {host} closed the connection without an answer</source>
        <translation>das Telefon unter {host} hat die Verbindung ohne Antwort geschlossen</translation>
    </message>
    <message>
        <source>the phone at {host} did not answer within {seconds} s</source>
        <translation>das Telefon unter {host} hat innerhalb von {seconds} s nicht geantwortet</translation>
    </message>
    <message>
        <source>the phone at {host} did not take the setting(s) {settings}</source>
        <translation>das Telefon unter {host} hat diese Einstellungen nicht übernommen: {settings}</translation>
    </message>
    <message>
        <source>the phone at {host} does not want {scheme} but the other one of HTTP and HTTPS</source>
        <translation>das Telefon unter {host} will nicht {scheme}, sondern das andere von HTTP und HTTPS</translation>
    </message>
    <message>
        <source>the phone at {host} has already refused this password of user `{user}`, so it was not asked again</source>
        <translation>das Telefon unter {host} hat dieses Passwort des Benutzers „{user}“ schon einmal abgelehnt und wurde deshalb nicht noch einmal gefragt</translation>
    </message>
    <message>
        <source>the phone at {host} has locked its log-in after too many wrong passwords</source>
        <translation>das Telefon unter {host} hat seine Anmeldung nach zu vielen falschen Passwörtern gesperrt</translation>
    </message>
    <message>
        <source>the phone at {host} is a D8xx with the Phone Manager alone, which takes no commands</source>
        <translation>das Telefon unter {host} ist ein D8xx nur mit dem Phone Manager, der keine Befehle annimmt</translation>
    </message>
    <message>
        <source>the phone at {host} is a D8xx with the Phone Manager, which takes no commands on this port</source>
        <translation>das Telefon unter {host} ist ein D8xx mit dem Phone Manager, der auf diesem Port keine Befehle annimmt</translation>
    </message>
    <message>
        <source>the phone at {host} refused the command with status {status}</source>
        <translation>das Telefon unter {host} hat den Befehl mit Status {status} abgelehnt</translation>
    </message>
    <message>
        <source>the phone at {host} refused the connection to port {port}</source>
        <translation>das Telefon unter {host} hat die Verbindung zu Port {port} abgelehnt</translation>
    </message>
    <message>
        <source>the phone at {host} refused the password of user `{user}`</source>
        <translation>das Telefon unter {host} hat das Passwort des Benutzers „{user}“ abgelehnt</translation>
    </message>
    <message>
        <source>the phone at {host} refuses remote control while `restrict_uri_queries` is on</source>
        <translation>das Telefon unter {host} lehnt Fernsteuerung ab, solange `restrict_uri_queries` eingeschaltet ist</translation>
    </message>
    <message>
        <source>the phone at {host} refuses remote control while `use_hidden_tags` is on</source>
        <translation>das Telefon unter {host} lehnt Fernsteuerung ab, solange `use_hidden_tags` eingeschaltet ist</translation>
    </message>
    <message>
        <source>the phone at {host} spoke HTTPS before and now answers only without encryption; nothing was sent</source>
        <translation>das Telefon unter {host} sprach früher HTTPS und antwortet jetzt nur noch unverschlüsselt; es wurde nichts gesendet</translation>
    </message>
    <message>
        <source>the phone at {host} spoke {remembered} before and now offers only {offered}; nothing was sent</source>
        <translation>das Telefon unter {host} sprach früher {remembered} und bietet jetzt nur noch {offered} an; es wurde nichts gesendet</translation>
    </message>
    <message>
        <source>the phone at {host} used Digest before and now asks for a readable password; nothing was sent</source>
        <translation>das Telefon unter {host} verwendete früher Digest und verlangt jetzt ein lesbares Passwort; es wurde nichts gesendet</translation>
    </message>
    <message>
        <source>the phone at {host} was busy or silent for {seconds} s, and nothing was sent</source>
        <translation>das Telefon unter {host} war {seconds} s lang beschäftigt oder still, und es wurde nichts gesendet</translation>
    </message>
    <message>
        <source>the phones are: {known}; `snom-dialer phone add` makes another</source>
        <translation>die Telefone sind: {known}; `snom-dialer phone add` richtet ein weiteres ein</translation>
    </message>
    <message>
        <source>the running Snom dialer (process {pid}) speaks another version of the protocol</source>
        <translation>der laufende Snom dialer (Prozess {pid}) spricht eine andere Version des Protokolls</translation>
    </message>
    <message>
        <source>the running program took the command and then went silent</source>
        <translation>das laufende Programm nahm den Befehl an und verstummte dann</translation>
    </message>
    <message>
        <source>the system's keyring said no ({reason})</source>
        <translation>der Schlüsselbund des Systems hat abgelehnt ({reason})</translation>
    </message>
    <message>
        <source>the virtual phone cannot listen there ({reason})</source>
        <translation>das virtuelle Telefon kann dort nichts empfangen ({reason})</translation>
    </message>
    <message>
        <source>there is no configuration yet ({path})</source>
        <translation>es gibt noch keine Konfiguration ({path})</translation>
    </message>
    <message>
        <source>there is no event named `{event}`</source>
        <translation>es gibt kein Ereignis namens „{event}“</translation>
    </message>
    <message>
        <source>there is no graphical session, or no browser, to show {url}</source>
        <translation>es gibt keine grafische Sitzung oder keinen Browser, um {url} anzuzeigen</translation>
    </message>
    <message>
        <source>there is no number to dial</source>
        <translation>es gibt keine Nummer zu wählen</translation>
    </message>
    <message>
        <source>there is no screen to open a window on</source>
        <translation>es gibt keinen Bildschirm für ein Fenster</translation>
    </message>
    <message>
        <source>there is no way to the phone at {host} ({reason})</source>
        <translation>es gibt keinen Weg zum Telefon unter {host} ({reason})</translation>
    </message>
    <message>
        <source>they are read-only (perm R) or the log-in is not the administrator's; they can be set centrally</source>
        <translation>sie sind schreibgeschützt (perm R), oder die Anmeldung ist nicht die des Administrators; sie lassen sich zentral setzen</translation>
    </message>
    <message>
        <source>this computer has no address {address} to listen on ({reason})</source>
        <translation>dieser Computer hat keine Adresse {address}, unter der er empfangen könnte ({reason})</translation>
    </message>
    <message>
        <source>this is our fault; the details are in {log}</source>
        <translation>das ist unser Fehler; Einzelheiten stehen in {log}</translation>
    </message>
    <message>
        <source>try its old interface with {host}:3112, or dial on the phone</source>
        <translation>versuchen Sie seine alte Oberfläche mit {host}:3112, oder wählen Sie am Telefon</translation>
    </message>
    <message>
        <source>unlock it, or give the password in SNOM_DIALER_PASSWORD</source>
        <translation>entsperren Sie ihn, oder geben Sie das Passwort in SNOM_DIALER_PASSWORD an</translation>
    </message>
    <message>
        <source>update this program, or name another file with --config</source>
        <translation>aktualisieren Sie dieses Programm, oder nennen Sie mit --config eine andere Datei</translation>
    </message>
    <message>
        <source>update this program; the journal was left as it is</source>
        <translation>aktualisieren Sie dieses Programm; das Journal blieb, wie es ist</translation>
    </message>
    <message>
        <source>use the phone itself</source>
        <translation>bedienen Sie bitte das Telefon selbst</translation>
    </message>
    <message>
        <source>wait a minute (longer after more failures), then try `snom-dialer phone test`</source>
        <translation>warten Sie eine Minute (nach mehr Fehlversuchen länger), und versuchen Sie dann `snom-dialer phone test`</translation>
    </message>
    <message>
        <source>what answers at {host} is not the web server of a phone ({reason})</source>
        <translation>was unter {host} antwortet, ist nicht der Webserver eines Telefons ({reason})</translation>
    </message>
    <message>
        <source>what the phone at {host} shows now was not accepted, so nothing was changed</source>
        <translation>was das Telefon unter {host} jetzt zeigt, wurde nicht akzeptiert; nichts wurde geändert</translation>
    </message>
    <message>
        <source>write KEY[,MILLISECONDS[,PAUSE]] separated by `;`, for example `9;ENTER,,1000`</source>
        <translation>schreiben Sie TASTE[,MILLISEKUNDEN[,PAUSE]], getrennt durch `;`, zum Beispiel `9;ENTER,,1000`</translation>
    </message>
    <message>
        <source>write it like 192.168.0.20, phone.example:8080, [fd00::20] or https://192.168.0.20</source>
        <translation>schreiben Sie ihn wie 192.168.0.20, phone.example:8080, [fd00::20] oder https://192.168.0.20</translation>
    </message>
    <message>
        <source>write it like &lt;ctrl&gt;+&lt;alt&gt;+s, &lt;shift&gt;+&lt;f9&gt; or &lt;pause&gt;</source>
        <translation>schreiben Sie es wie &lt;ctrl&gt;+&lt;alt&gt;+s, &lt;shift&gt;+&lt;f9&gt; oder &lt;pause&gt;</translation>
    </message>
    <message>
        <source>{count} action(s) in {path} are for the phone `{name}` alone, so it was not removed</source>
        <translation>{count} Aktion(en) in {path} gelten nur für das Telefon „{name}“; es wurde deshalb nicht entfernt</translation>
    </message>
    <message>
        <source>{failed} of {count} action(s) for {event} did not work</source>
        <translation>{failed} von {count} Aktion(en) für {event} haben nicht funktioniert</translation>
    </message>
    <message>
        <source>{number} is an emergency number, and those are not dialled by a command</source>
        <translation>{number} ist eine Notrufnummer; solche wählt das Programm nicht</translation>
    </message>
    <message>
        <source>{path} cannot be {action}: {reason}</source>
        <translation>{path} kann nicht {action} werden: {reason}</translation>
    </message>
    <message>
        <source>{path} has {count} fault(s): {faults}</source>
        <translation>{path} enthält {count} Fehler: {faults}</translation>
    </message>
    <message>
        <source>{path} is not readable as JSON: line {line}, column {column}: {what}</source>
        <translation>{path} ist nicht als JSON lesbar: Zeile {line}, Spalte {column}: {what}</translation>
    </message>
    <message>
        <source>{path} was changed by somebody else in the meantime, so it was not written</source>
        <translation>{path} wurde inzwischen anderweitig geändert und deshalb nicht geschrieben</translation>
    </message>
    <message>
        <source>{path} was written by a newer Snom dialer (version {found}; this one knows up to {known})</source>
        <translation>{path} stammt von einem neueren Snom dialer (Version {found}; dieser kennt höchstens {known})</translation>
    </message>
    <message>
        <source>{what}. {next}.</source>
        <translation>{what}. {next}.</translation>
    </message>
</context>
<context>
    <name>Event</name>
    <message>
        <source>Attended transfer</source>
        <translation>Vermittlung mit Rückfrage</translation>
    </message>
    <message>
        <source>Blind transfer</source>
        <translation>Vermittlung ohne Rückfrage</translation>
    </message>
    <message>
        <source>CSTA firewall test</source>
        <translation>CSTA-Firewall-Test</translation>
    </message>
    <message>
        <source>Call forwarding off</source>
        <translation>Rufumleitung aus</translation>
    </message>
    <message>
        <source>Call forwarding on</source>
        <translation>Rufumleitung ein</translation>
    </message>
    <message>
        <source>Check for blacklisting</source>
        <translation>Prüfung auf Sperrliste</translation>
    </message>
    <message>
        <source>DND off</source>
        <translation>Bitte nicht stören aus</translation>
    </message>
    <message>
        <source>DND on</source>
        <translation>Bitte nicht stören ein</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>Halten</translation>
    </message>
    <message>
        <source>Incoming call</source>
        <translation>Eingehender Anruf</translation>
    </message>
    <message>
        <source>Line key long press</source>
        <translation>Leitungstaste lange gedrückt</translation>
    </message>
    <message>
        <source>Log off</source>
        <translation>Abgemeldet</translation>
    </message>
    <message>
        <source>Log on</source>
        <translation>Angemeldet</translation>
    </message>
    <message>
        <source>Missed call</source>
        <translation>Verpasster Anruf</translation>
    </message>
    <message>
        <source>Off-hook</source>
        <translation>Hörer abgehoben</translation>
    </message>
    <message>
        <source>On connected</source>
        <translation>Verbunden</translation>
    </message>
    <message>
        <source>On disconnected</source>
        <translation>Getrennt</translation>
    </message>
    <message>
        <source>On-hook</source>
        <translation>Hörer aufgelegt</translation>
    </message>
    <message>
        <source>Outgoing call</source>
        <translation>Ausgehender Anruf</translation>
    </message>
    <message>
        <source>Received NOTIFY subscription</source>
        <translation>NOTIFY eines Abonnements erhalten</translation>
    </message>
    <message>
        <source>Received attended transfer</source>
        <translation>Mit Rückfrage vermittelt bekommen</translation>
    </message>
    <message>
        <source>Registration failed</source>
        <translation>Registrierung fehlgeschlagen</translation>
    </message>
    <message>
        <source>Setup finished</source>
        <translation>Telefon gestartet</translation>
    </message>
    <message>
        <source>Tell of rejected calls</source>
        <translation>Abgewiesene Anrufe melden</translation>
    </message>
    <message>
        <source>Transfer</source>
        <translation>Vermittlung</translation>
    </message>
    <message>
        <source>Unhold</source>
        <translation>Halten beendet</translation>
    </message>
</context>
<context>
    <name>ForeignChoice</name>
    <message>
        <source>&amp;Transfer</source>
        <translation>Über&amp;tragen</translation>
    </message>
    <message>
        <source>(not shown)</source>
        <translation>(nicht angezeigt)</translation>
    </message>
    <message>
        <source>Action URLs of others</source>
        <translation>Fremde Action-URLs</translation>
    </message>
    <message>
        <source>Address for {event}</source>
        <translation>Adresse für {event}</translation>
    </message>
    <message>
        <source>Call it too</source>
        <translation>Mit aufrufen</translation>
    </message>
    <message>
        <source>Call it too: ours takes its place, and this program calls the former one. That one is then called only while this computer is on, and what its server answers no longer reaches the phone.
Leave it: it stays, and this program does not hear of that event.
Replace it: ours takes its place until you undo the transfer, or the program ends.</source>
        <translation>Mit aufrufen: Unsere Adresse tritt an ihre Stelle, und das Programm ruft die bisherige auf. Das geschieht nur, solange dieser Computer läuft, und die Antwort ihres Servers erreicht das Telefon nicht mehr.
Belassen: Sie bleibt stehen, und das Programm erfährt nichts von diesem Ereignis.
Ersetzen: Unsere Adresse tritt an ihre Stelle, bis die Übertragung rückgängig gemacht oder das Programm beendet wird.</translation>
    </message>
    <message>
        <source>In some places of the phone stands an address of somebody else.</source>
        <translation>An einigen Stellen im Telefon steht bereits eine fremde Adresse.</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Belassen</translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation>Ersetzen</translation>
    </message>
</context>
<context>
    <name>Frame</name>
    <message>
        <source>&amp;More settings</source>
        <translation>&amp;Weitere Einstellungen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Load it a&amp;gain</source>
        <translation>Neu &amp;laden</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Sa&amp;ve</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>Save &amp;it anyway</source>
        <translation>&amp;Trotzdem speichern</translation>
    </message>
    <message>
        <source>Tr&amp;y it with a virtual phone</source>
        <translation>Mit &amp;virtuellem Telefon ausprobieren</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Meldung</translation>
    </message>
</context>
<context>
    <name>GeneralPage</name>
    <message>
        <source>&amp;Before numbers outside the house:</source>
        <translation>Vor e&amp;xternen Nummern:</translation>
    </message>
    <message>
        <source>&amp;Calls are shown:</source>
        <translation>A&amp;nrufe anzeigen:</translation>
    </message>
    <message>
        <source>&amp;Do not disturb: show calls in the tray alone for now</source>
        <translation>N&amp;icht stören: Anrufe vorerst nur im Infobereich anzeigen</translation>
    </message>
    <message>
        <source>&amp;General</source>
        <translation>All&amp;gemein</translation>
    </message>
    <message>
        <source>&amp;Keep the card of a missed call until it is closed</source>
        <translation>Karte eines verpassten Anrufs &amp;behalten, bis sie geschlossen wird</translation>
    </message>
    <message>
        <source>&amp;Language:</source>
        <translation>S&amp;prache:</translation>
    </message>
    <message>
        <source>&amp;Start with the desktop session</source>
        <translation>Mit der &amp;Desktop-Sitzung starten</translation>
    </message>
    <message>
        <source>A leading + is dialled &amp;as:</source>
        <translation>Führendes + wä&amp;hlen als:</translation>
    </message>
    <message>
        <source>As a notification of the desktop</source>
        <translation>Als Benachrichtigung des Desktops</translation>
    </message>
    <message>
        <source>As the desktop has it</source>
        <translation>Wie der Desktop</translation>
    </message>
    <message>
        <source>As the desktop has them</source>
        <translation>Wie der Desktop</translation>
    </message>
    <message>
        <source>Bottom left</source>
        <translation>Unten links</translation>
    </message>
    <message>
        <source>Bottom right</source>
        <translation>Unten rechts</translation>
    </message>
    <message>
        <source>C&amp;olours:</source>
        <translation>&amp;Farben:</translation>
    </message>
    <message>
        <source>Ca&amp;rds stand at the:</source>
        <translation>&amp;Karten stehen:</translation>
    </message>
    <message>
        <source>Countr&amp;y:</source>
        <translation>L&amp;and:</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>In the tray alone</source>
        <translation>Nur im Infobereich</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>Nummern</translation>
    </message>
    <message>
        <source>On a card of their own</source>
        <translation>Auf einer eigenen Karte</translation>
    </message>
    <message>
        <source>Top left</source>
        <translation>Oben links</translation>
    </message>
    <message>
        <source>Top right</source>
        <translation>Oben rechts</translation>
    </message>
    <message>
        <source>as the system</source>
        <translation>wie das System</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
</context>
<context>
    <name>Hop</name>
    <message>
        <source>Action URLs</source>
        <translation>Action-URLs</translation>
    </message>
    <message>
        <source>Commands in addresses</source>
        <translation>Befehle in Adressen</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>Verschlüsselung</translation>
    </message>
    <message>
        <source>Log-in</source>
        <translation>Anmeldung</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netzwerk</translation>
    </message>
    <message>
        <source>Permission to write</source>
        <translation>Schreibrecht</translation>
    </message>
    <message>
        <source>Remote control</source>
        <translation>Fernsteuerung</translation>
    </message>
    <message>
        <source>Way back</source>
        <translation>Rückweg</translation>
    </message>
    <message>
        <source>– Not tried</source>
        <translation>– Nicht geprüft</translation>
    </message>
    <message>
        <source>✓ Well</source>
        <translation>✓ In Ordnung</translation>
    </message>
    <message>
        <source>✗ Failed</source>
        <translation>✗ Fehlgeschlagen</translation>
    </message>
</context>
<context>
    <name>HotkeyField</name>
    <message>
        <source>Hold Ctrl or Alt with it: alone, this key could not be typed any more.</source>
        <translation>Bitte zusammen mit Strg oder Alt drücken: Allein ließe sich diese Taste nicht mehr tippen.</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keines</translation>
    </message>
    <message>
        <source>Press the keys…</source>
        <translation>Tasten drücken…</translation>
    </message>
    <message>
        <source>This key cannot be a hotkey.</source>
        <translation>Diese Taste eignet sich nicht als Tastenkürzel.</translation>
    </message>
</context>
<context>
    <name>HotkeyPage</name>
    <message>
        <source>&amp;Answer the call that rings:</source>
        <translation>Klingelnden Anruf an&amp;nehmen:</translation>
    </message>
    <message>
        <source>&amp;Hang up all calls:</source>
        <translation>&amp;Alle Gespräche auflegen:</translation>
    </message>
    <message>
        <source>&amp;Hotkeys</source>
        <translation>Tasten&amp;kürzel</translation>
    </message>
    <message>
        <source>Another program has these keys. Choose others, or change them there.</source>
        <translation>Ein anderes Programm verwendet diese Tasten. Bitte andere wählen oder sie dort ändern.</translation>
    </message>
    <message>
        <source>Dial the cli&amp;pboard:</source>
        <translation>&amp;Zwischenablage wählen:</translation>
    </message>
    <message>
        <source>Dial the s&amp;elected text:</source>
        <translation>&amp;Markierten Text wählen:</translation>
    </message>
    <message>
        <source>In the settings of your desktop, give a shortcut to this command:</source>
        <translation>In den Einstellungen des Desktops lässt sich ein Tastenkürzel für diesen Befehl festlegen:</translation>
    </message>
    <message>
        <source>Not possible in this session.</source>
        <translation>In dieser Sitzung nicht möglich.</translation>
    </message>
    <message>
        <source>On Windows, AltGr is Ctrl+Alt: a character that is typed with AltGr and this key cannot be typed any more while the program runs.</source>
        <translation>Unter Windows ist AltGr dasselbe wie Strg+Alt: Ein Zeichen, das mit AltGr und dieser Taste getippt wird, lässt sich nicht mehr tippen, solange das Programm läuft.</translation>
    </message>
    <message>
        <source>Show the dial &amp;window:</source>
        <translation>Wähl&amp;fenster anzeigen:</translation>
    </message>
    <message>
        <source>The desktop does not allow this hotkey.</source>
        <translation>Der Desktop lässt dieses Tastenkürzel nicht zu.</translation>
    </message>
    <message>
        <source>The desktop has made it {keys}.</source>
        <translation>Der Desktop hat daraus {keys} gemacht.</translation>
    </message>
    <message>
        <source>These are the keys of “{other}”, too.</source>
        <translation>Diese Tasten gehören auch zu „{other}“.</translation>
    </message>
    <message>
        <source>These keys work in every program. Click a field, or move to it, and press the keys; Backspace clears it, Escape leaves it as it was.</source>
        <translation>Diese Tasten gelten in jedem Programm. Ein Feld anklicken oder ansteuern und die Tasten drücken; die Rücktaste leert es, Escape lässt es, wie es war.</translation>
    </message>
    <message>
        <source>This keyboard has no such key. Choose another one.</source>
        <translation>Diese Tastatur hat keine solche Taste. Bitte eine andere wählen.</translation>
    </message>
    <message>
        <source>⚠ Global hotkeys are not possible in this session. In the settings of your desktop, give shortcuts to the commands below instead.</source>
        <translation>⚠ In dieser Sitzung sind keine globalen Tastenkürzel möglich. Stattdessen lassen sich in den Einstellungen des Desktops Tastenkürzel für die folgenden Befehle festlegen.</translation>
    </message>
</context>
<context>
    <name>PasswordField</name>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Anzeigen</translation>
    </message>
    <message>
        <source>Show the password</source>
        <translation>Passwort anzeigen</translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation>unverändert</translation>
    </message>
</context>
<context>
    <name>PhoneFields</name>
    <message>
        <source>&amp;Name:</source>
        <translation>Na&amp;me:</translation>
    </message>
    <message>
        <source>&amp;User name:</source>
        <translation>&amp;Benutzername:</translation>
    </message>
    <message>
        <source>192.168.0.20, or the URL of its web page</source>
        <translation>192.168.0.20 oder die URL seiner Webseite</translation>
    </message>
    <message>
        <source>A&amp;ddress:</source>
        <translation>&amp;Adresse:</translation>
    </message>
    <message>
        <source>Action U&amp;RLs:</source>
        <translation>Action-&amp;URLs:</translation>
    </message>
    <message>
        <source>Call them on</source>
        <translation>Weiter aufrufen</translation>
    </message>
    <message>
        <source>Id&amp;entity:</source>
        <translation>&amp;Identität:</translation>
    </message>
    <message>
        <source>Leave them in place of ours</source>
        <translation>Statt unserer belassen</translation>
    </message>
    <message>
        <source>M&amp;ore</source>
        <translation>M&amp;ehr</translation>
    </message>
    <message>
        <source>Pass&amp;word:</source>
        <translation>&amp;Passwort:</translation>
    </message>
    <message>
        <source>Replace them</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Set up automatically</source>
        <translation>Automatisch einrichten</translation>
    </message>
    <message>
        <source>Set up by hand</source>
        <translation>Von Hand einrichten</translation>
    </message>
    <message>
        <source>URLs o&amp;f others:</source>
        <translation>Frem&amp;de URLs:</translation>
    </message>
    <message>
        <source>Use this phone where none is &amp;chosen</source>
        <translation>Dieses Telefon verwenden, wenn keines &amp;gewählt ist</translation>
    </message>
    <message>
        <source>its model, once that is known</source>
        <translation>sein Modell, sobald es bekannt ist</translation>
    </message>
    <message>
        <source>user@registrar, or empty: the phone chooses</source>
        <translation>benutzer@registrar, oder leer: das Telefon wählt</translation>
    </message>
</context>
<context>
    <name>PhonePage</name>
    <message>
        <source>&amp;Add</source>
        <translation>&amp;Hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Phone:</source>
        <translation>Tele&amp;fon:</translation>
    </message>
    <message>
        <source>&amp;Phones</source>
        <translation>&amp;Telefone</translation>
    </message>
    <message>
        <source>New phone</source>
        <translation>Neues Telefon</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Telefon</translation>
    </message>
    <message>
        <source>Re&amp;move</source>
        <translation>E&amp;ntfernen</translation>
    </message>
    <message>
        <source>Where is your phone? Its address stands in its menu, below Information or Status. User name and password are those of its web page; leave them empty if it asks for none.</source>
        <translation>Wo ist das Telefon? Seine Adresse steht in seinem Menü unter Information oder Status. Benutzername und Passwort sind die seiner Webseite; wenn es keine verlangt, bleiben sie leer.</translation>
    </message>
</context>
<context>
    <name>PhoneSetUp</name>
    <message>
        <source>&amp;Give back</source>
        <translation>&amp;Wiederherstellen</translation>
    </message>
    <message>
        <source>&amp;Transfer to phone</source>
        <translation>Zum Telefon ü&amp;bertragen</translation>
    </message>
    <message>
        <source>&amp;Undo…</source>
        <translation>&amp;Rückgängig…</translation>
    </message>
    <message>
        <source>Action URLs in the phone</source>
        <translation>Action-URLs im Telefon</translation>
    </message>
    <message>
        <source>Asking the phone…</source>
        <translation>Das Telefon wird gefragt…</translation>
    </message>
    <message>
        <source>Everything stood there already.</source>
        <translation>Alles stand schon dort.</translation>
    </message>
    <message>
        <source>Give {phone} its former settings back?</source>
        <translation>Die früheren Einstellungen von {phone} wiederherstellen?</translation>
    </message>
    <message>
        <source>Given back: {settings}.</source>
        <translation>Wiederhergestellt: {settings}.</translation>
    </message>
    <message>
        <source>It then tells nothing of its calls any more, until you press Start or Transfer to phone.</source>
        <translation>Es meldet dann keine Anrufe mehr, bis „Starten“ oder „Zum Telefon übertragen“ gedrückt wird.</translation>
    </message>
    <message>
        <source>Left to others, and not heard of: {settings}.</source>
        <translation>Anderen überlassen und hier nicht gemeldet: {settings}.</translation>
    </message>
    <message>
        <source>No phone has been saved yet.</source>
        <translation>Es ist noch kein Telefon gespeichert.</translation>
    </message>
    <message>
        <source>Nothing can be asked of the phone while the program does not work.</source>
        <translation>Solange das Programm nicht arbeitet, kann das Telefon nichts gefragt werden.</translation>
    </message>
    <message>
        <source>Nothing of ours stood there.</source>
        <translation>Von uns stand nichts dort.</translation>
    </message>
    <message>
        <source>Open its &amp;web page</source>
        <translation>&amp;Webseite öffnen</translation>
    </message>
    <message>
        <source>Opened {url}.</source>
        <translation>{url} geöffnet.</translation>
    </message>
    <message>
        <source>P&amp;hone:</source>
        <translation>Tele&amp;fon:</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Telefon</translation>
    </message>
    <message>
        <source>Sel&amp;f-test…</source>
        <translation>S&amp;elbsttest…</translation>
    </message>
    <message>
        <source>The phone does not show its settings, so nobody knows whether it took them.</source>
        <translation>Das Telefon zeigt seine Einstellungen nicht; ob es sie übernommen hat, ist daher unbekannt.</translation>
    </message>
    <message>
        <source>The phone does not show its settings; nothing was given back, all stays remembered.</source>
        <translation>Das Telefon zeigt seine Einstellungen nicht; nichts wurde wiederhergestellt, alles bleibt gemerkt.</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>Written: {settings}.</source>
        <translation>Eingetragen: {settings}.</translation>
    </message>
</context>
<context>
    <name>PhoneTest</name>
    <message>
        <source>&amp;Test</source>
        <translation>P&amp;rüfen</translation>
    </message>
    <message>
        <source>Asking the phone …</source>
        <translation>Das Telefon wird gefragt …</translation>
    </message>
    <message>
        <source>Cancel &amp;test</source>
        <translation>P&amp;rüfung abbrechen</translation>
    </message>
    <message>
        <source>Correct user name and password above; three refusals lock the phone for a while</source>
        <translation>Bitte oben Benutzername und Passwort berichtigen; nach drei Ablehnungen sperrt sich das Telefon eine Weile</translation>
    </message>
    <message>
        <source>If the phone was replaced or changed on purpose, compare both and accept what is there now</source>
        <translation>Wenn das Telefon mit Absicht ausgetauscht oder geändert wurde: beides vergleichen und annehmen, was jetzt da ist</translation>
    </message>
    <message>
        <source>Result of the test</source>
        <translation>Ergebnis der Prüfung</translation>
    </message>
    <message>
        <source>The test was cancelled.</source>
        <translation>Die Prüfung wurde abgebrochen.</translation>
    </message>
    <message>
        <source>{happened}. {then}.</source>
        <translation>{happened}. {then}.</translation>
    </message>
    <message>
        <source>✓ All is well on the way to the phone.</source>
        <translation>✓ Auf dem Weg zum Telefon ist alles in Ordnung.</translation>
    </message>
</context>
<context>
    <name>Phrase</name>
    <message>
        <source>Action URLs of others stood in {where}</source>
        <translation>fremde Action-URLs standen in {where}</translation>
    </message>
    <message>
        <source>Expecting ',' delimiter</source>
        <translation>hier fehlt ein Komma</translation>
    </message>
    <message>
        <source>Expecting ':' delimiter</source>
        <translation>hier fehlt ein Doppelpunkt</translation>
    </message>
    <message>
        <source>Expecting property name enclosed in double quotes</source>
        <translation>hier fehlt ein Name in doppelten Anführungszeichen</translation>
    </message>
    <message>
        <source>Expecting value</source>
        <translation>hier fehlt ein Wert</translation>
    </message>
    <message>
        <source>Extra data</source>
        <translation>hier steht etwas zu viel</translation>
    </message>
    <message>
        <source>HOME is not set to a directory</source>
        <translation>HOME nennt kein Verzeichnis</translation>
    </message>
    <message>
        <source>Invalid control character at</source>
        <translation>hier steht ein unzulässiges Steuerzeichen</translation>
    </message>
    <message>
        <source>Unterminated string starting at</source>
        <translation>hier beginnt ein Text ohne Ende</translation>
    </message>
    <message>
        <source>`{host}` is no host name</source>
        <translation>„{host}“ ist kein Hostname</translation>
    </message>
    <message>
        <source>`{host}` is no host with an optional port</source>
        <translation>„{host}“ ist kein Host, auch nicht mit Port</translation>
    </message>
    <message>
        <source>a D8xx with the Phone Manager; nothing answers on port {old_port}</source>
        <translation>ein D8xx mit dem Phone Manager; auf Port {old_port} antwortet nichts</translation>
    </message>
    <message>
        <source>a D8xx with the Phone Manager; port {old_port} answers</source>
        <translation>ein D8xx mit dem Phone Manager; Port {old_port} antwortet</translation>
    </message>
    <message>
        <source>a URL has to begin with http:// or https://</source>
        <translation>eine URL muss mit http:// oder https:// beginnen</translation>
    </message>
    <message>
        <source>a key is missing</source>
        <translation>eine Taste fehlt</translation>
    </message>
    <message>
        <source>a key is missing beside Ctrl, Alt, Shift and Cmd</source>
        <translation>neben Strg, Alt, Umschalt und Cmd fehlt eine Taste</translation>
    </message>
    <message>
        <source>a key takes no more than a time and a pause</source>
        <translation>zu einer Taste gehören höchstens eine Dauer und eine Pause</translation>
    </message>
    <message>
        <source>a list of texts</source>
        <translation>eine Liste von Texten</translation>
    </message>
    <message>
        <source>a name is made of letters, digits and dashes between dots</source>
        <translation>ein Name besteht aus Buchstaben, Ziffern und Bindestrichen zwischen Punkten</translation>
    </message>
    <message>
        <source>a placeholder stands in its user, host or port</source>
        <translation>in Benutzer, Host oder Port steht ein Platzhalter</translation>
    </message>
    <message>
        <source>a port is a number from 1 to 65535</source>
        <translation>ein Port ist eine Zahl von 1 bis 65535</translation>
    </message>
    <message>
        <source>a time is a whole number of milliseconds from 0 to {longest_ms}</source>
        <translation>eine Dauer ist eine ganze Zahl von 0 bis {longest_ms} Millisekunden</translation>
    </message>
    <message>
        <source>a user name cannot hold a colon</source>
        <translation>ein Benutzername darf keinen Doppelpunkt enthalten</translation>
    </message>
    <message>
        <source>a user name stands in --user, or in a URL</source>
        <translation>ein Benutzername steht im eigenen Feld (--user) oder in einer URL</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>eine ganze Zahl</translation>
    </message>
    <message>
        <source>a whole number or null</source>
        <translation>eine ganze Zahl oder null</translation>
    </message>
    <message>
        <source>all of it</source>
        <translation>alles</translation>
    </message>
    <message>
        <source>an @ behind the host; write / in a password as %2F and @ as %40</source>
        <translation>ein @ hinter dem Host; in einem Passwort steht %2F für / und %40 für @</translation>
    </message>
    <message>
        <source>an IPv4 address is four numbers from 0 to 255</source>
        <translation>eine IPv4-Adresse besteht aus vier Zahlen von 0 bis 255</translation>
    </message>
    <message>
        <source>another Snom dialer stands before us and calls us on</source>
        <translation>ein anderer Snom dialer steht vor uns und ruft uns weiter auf</translation>
    </message>
    <message>
        <source>another Snom dialer stands in it that is gone: {gone}</source>
        <translation>darin steht ein anderer Snom dialer, den es nicht mehr gibt: {gone}</translation>
    </message>
    <message>
        <source>another Snom dialer stands in the phone and calls this one on</source>
        <translation>im Telefon steht ein anderer Snom dialer und ruft diesen weiter auf</translation>
    </message>
    <message>
        <source>another Snom dialer that we call on is gone: {dead}</source>
        <translation>einen anderen Snom dialer, den wir weiter aufrufen, gibt es nicht mehr: {dead}</translation>
    </message>
    <message>
        <source>but no Snom dialer is running</source>
        <translation>aber es läuft kein Snom dialer</translation>
    </message>
    <message>
        <source>cannot hold a colon</source>
        <translation>darf keinen Doppelpunkt enthalten</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>gelöscht</translation>
    </message>
    <message>
        <source>fetched our page</source>
        <translation>hat unsere Seite abgerufen</translation>
    </message>
    <message>
        <source>firmware not told</source>
        <translation>Firmware nicht genannt</translation>
    </message>
    <message>
        <source>found</source>
        <translation>gefunden</translation>
    </message>
    <message>
        <source>has to be a country in two capital letters, or null</source>
        <translation>muss ein Land in zwei Großbuchstaben sein, oder null</translation>
    </message>
    <message>
        <source>has to be a list: […]</source>
        <translation>muss eine Liste sein: […]</translation>
    </message>
    <message>
        <source>has to be a name of 1 to 64 characters that begins with none of blank and dash</source>
        <translation>muss ein Name von 1 bis 64 Zeichen sein, der weder mit Leerzeichen noch mit Bindestrich beginnt</translation>
    </message>
    <message>
        <source>has to be a name or an address alone</source>
        <translation>muss ein Name oder eine Adresse allein sein</translation>
    </message>
    <message>
        <source>has to be an IPv4 or IPv6 address, or null</source>
        <translation>muss eine IPv4- oder IPv6-Adresse sein, oder null</translation>
    </message>
    <message>
        <source>has to be an object: {…}</source>
        <translation>muss ein Objekt sein: {…}</translation>
    </message>
    <message>
        <source>has to be at most 16 of 0-9, +, * and #</source>
        <translation>darf höchstens 16 Zeichen aus 0-9, +, * und # haben</translation>
    </message>
    <message>
        <source>has to be from 1 to 65535</source>
        <translation>muss von 1 bis 65535 sein</translation>
    </message>
    <message>
        <source>has to be from 1 to 65535, or 0 for any free one</source>
        <translation>muss von 1 bis 65535 sein, oder 0 für irgendeinen freien</translation>
    </message>
    <message>
        <source>has to be one line without control characters</source>
        <translation>muss eine Zeile ohne Steuerzeichen sein</translation>
    </message>
    <message>
        <source>has to be one of {words}</source>
        <translation>muss eines hiervon sein: {words}</translation>
    </message>
    <message>
        <source>has to be {caption}</source>
        <translation>muss das sein: {caption}</translation>
    </message>
    <message>
        <source>has to begin with http:// or https://, or be empty</source>
        <translation>muss mit http:// oder https:// beginnen oder leer sein</translation>
    </message>
    <message>
        <source>has to hold numbers, each 1 to 16 of 0-9, +, * and #</source>
        <translation>muss Nummern enthalten, jede mit 1 bis 16 Zeichen aus 0-9, +, * und #</translation>
    </message>
    <message>
        <source>has to look like user@registrar</source>
        <translation>muss aussehen wie benutzer@registrar</translation>
    </message>
    <message>
        <source>is another one than that in the host</source>
        <translation>ist ein anderer Wert als der im Host</translation>
    </message>
    <message>
        <source>is missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>is missing, as there is a password</source>
        <translation>fehlt, denn es gibt ein Passwort</translation>
    </message>
    <message>
        <source>is nested deeper than {depth_limit} levels</source>
        <translation>ist tiefer als {depth_limit} Ebenen verschachtelt</translation>
    </message>
    <message>
        <source>is no host name, address or URL: {what}</source>
        <translation>ist kein Hostname, keine Adresse und keine URL: {what}</translation>
    </message>
    <message>
        <source>is not the name of a phone</source>
        <translation>ist nicht der Name eines Telefons</translation>
    </message>
    <message>
        <source>is the name of another phone too</source>
        <translation>ist auch der Name eines anderen Telefons</translation>
    </message>
    <message>
        <source>it belongs to, or is open to, somebody else</source>
        <translation>es gehört jemand anderem oder ist für andere offen</translation>
    </message>
    <message>
        <source>it does not begin with http:// or https:// and a host</source>
        <translation>am Anfang fehlt http:// oder https:// mit einem Host</translation>
    </message>
    <message>
        <source>it does not give back what it was given</source>
        <translation>er gibt nicht zurück, was er erhalten hat</translation>
    </message>
    <message>
        <source>it does not speak HTTPS on this port</source>
        <translation>es spricht auf diesem Port kein HTTPS</translation>
    </message>
    <message>
        <source>it has several lines</source>
        <translation>es sind mehrere Zeilen</translation>
    </message>
    <message>
        <source>it has two keys beside Ctrl, Alt, Shift and Cmd</source>
        <translation>neben Strg, Alt, Umschalt und Cmd sind es zwei Tasten</translation>
    </message>
    <message>
        <source>it holds a comma or semicolon, which is a pause or a second number</source>
        <translation>darin steht ein Komma oder Semikolon, also eine Pause oder eine zweite Nummer</translation>
    </message>
    <message>
        <source>it holds a control character</source>
        <translation>darin steht ein Steuerzeichen</translation>
    </message>
    <message>
        <source>it holds a pause (`p` or `w`)</source>
        <translation>darin steht eine Pause (`p` oder `w`)</translation>
    </message>
    <message>
        <source>it holds no digit</source>
        <translation>darin steht keine Ziffer</translation>
    </message>
    <message>
        <source>it holds something that no key dials</source>
        <translation>darin steht etwas, das keine Taste wählt</translation>
    </message>
    <message>
        <source>it holds two numbers</source>
        <translation>darin stehen zwei Nummern</translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation>hier steht nichts</translation>
    </message>
    <message>
        <source>it is neither a number nor a SIP address like user@host</source>
        <translation>das ist weder eine Nummer noch eine SIP-Adresse wie benutzer@host</translation>
    </message>
    <message>
        <source>it is too long</source>
        <translation>das ist zu lang</translation>
    </message>
    <message>
        <source>it was given up</source>
        <translation>es wurde aufgegeben</translation>
    </message>
    <message>
        <source>its Action URLs are kept by hand, so nothing is ever written to it</source>
        <translation>seine Action-URLs werden von Hand gepflegt; eingetragen wird daher nie etwas</translation>
    </message>
    <message>
        <source>its Action URLs are kept by hand; {risk}</source>
        <translation>seine Action-URLs werden von Hand gepflegt; {risk}</translation>
    </message>
    <message>
        <source>its escapes are not UTF-8</source>
        <translation>die %-Zeichen darin sind kein UTF-8</translation>
    </message>
    <message>
        <source>its former settings were given back</source>
        <translation>die früheren Einstellungen wurden wiederhergestellt</translation>
    </message>
    <message>
        <source>its request for a log-in came cut off</source>
        <translation>die Frage nach der Anmeldung kam unvollständig an</translation>
    </message>
    <message>
        <source>its settings did not arrive whole</source>
        <translation>die Einstellungen kamen unvollständig an</translation>
    </message>
    <message>
        <source>its settings were given back on request; `snom-dialer phone start` or `transfer` begins again</source>
        <translation>die Einstellungen wurden auf Wunsch wiederhergestellt; „Starten“ oder „Zum Telefon übertragen“ beginnt von Neuem (`snom-dialer phone start`, `transfer`)</translation>
    </message>
    <message>
        <source>left to others: {left}</source>
        <translation>anderen überlassen: {left}</translation>
    </message>
    <message>
        <source>let this program through the firewall, if it is on, with `{command}`</source>
        <translation>lassen Sie dieses Programm mit `{command}` durch die Firewall, falls sie eingeschaltet ist</translation>
    </message>
    <message>
        <source>let {who} through the firewall with `{command}`</source>
        <translation>lassen Sie {who} mit `{command}` durch die Firewall</translation>
    </message>
    <message>
        <source>let {who} through the firewall with `{command}` in a command prompt opened as administrator, and remove a rule that blocks this program, if there is one, as blocking wins</source>
        <translation>lassen Sie {who} mit `{command}` in einer als Administrator geöffneten Eingabeaufforderung durch die Firewall, und entfernen Sie gegebenenfalls eine Regel, die dieses Programm blockiert, denn Blockieren geht vor</translation>
    </message>
    <message>
        <source>let {who} through the firewall with `{command}`, and put that rule into /etc/nftables.conf, as it is gone after the next start of this computer</source>
        <translation>lassen Sie {who} mit `{command}` durch die Firewall, und tragen Sie die Regel in /etc/nftables.conf ein, denn nach dem nächsten Start dieses Computers ist sie weg</translation>
    </message>
    <message>
        <source>line {line}, {place}: {what}</source>
        <translation>Zeile {line}, {place}: {what}</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>gesperrt</translation>
    </message>
    <message>
        <source>made</source>
        <translation>angelegt</translation>
    </message>
    <message>
        <source>missing or another's: {missing}</source>
        <translation>fehlt oder gehört anderen: {missing}</translation>
    </message>
    <message>
        <source>more than one @; write @ in a password as %40</source>
        <translation>mehr als ein @; in einem Passwort steht %40 für @</translation>
    </message>
    <message>
        <source>no firewall that we know is at work on this computer; if another one is, or one stands in the network between, TCP port {port} of this computer has to be open for {who}</source>
        <translation>auf diesem Computer ist keine bekannte Firewall aktiv; falls es eine andere gibt, hier oder dazwischen im Netzwerk, muss der TCP-Port {port} dieses Computers für {who} offen sein</translation>
    </message>
    <message>
        <source>nobody could say in time which call is meant</source>
        <translation>niemand konnte rechtzeitig sagen, welches Gespräch gemeint ist</translation>
    </message>
    <message>
        <source>nobody listens for this phone</source>
        <translation>auf Rückmeldungen dieses Telefons wartet niemand</translation>
    </message>
    <message>
        <source>nobody listens here; `snom-dialer phone start` begins again</source>
        <translation>hier werden keine Rückmeldungen empfangen; „Starten“ beginnt von Neuem (`snom-dialer phone start`)</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>none calls us at {places}</source>
        <translation>keine ruft uns unter {places} auf</translation>
    </message>
    <message>
        <source>none of ours stand in it, as no Snom dialer is running; dialling needs none</source>
        <translation>von uns steht nichts darin, da kein Snom dialer läuft; zum Wählen ist das nicht nötig</translation>
    </message>
    <message>
        <source>not exactly one call rings</source>
        <translation>es klingelt nicht genau ein Anruf</translation>
    </message>
    <message>
        <source>not tried yet</source>
        <translation>noch nicht versucht</translation>
    </message>
    <message>
        <source>not tried, as {culprit} failed</source>
        <translation>nicht geprüft, da {culprit} fehlgeschlagen ist</translation>
    </message>
    <message>
        <source>nothing arrived at {address}, port {port}</source>
        <translation>unter {address}, Port {port}, kam nichts an</translation>
    </message>
    <message>
        <source>nothing has called here yet; make a call within `--wait 60` to try it</source>
        <translation>hier kam noch keine Rückmeldung an; ein Anruf während des Tests würde es zeigen (`--wait 60`)</translation>
    </message>
    <message>
        <source>of unknown model</source>
        <translation>(Modell unbekannt)</translation>
    </message>
    <message>
        <source>ours stand in it</source>
        <translation>unsere stehen darin</translation>
    </message>
    <message>
        <source>port {port} answers {scheme}</source>
        <translation>Port {port} antwortet mit {scheme}</translation>
    </message>
    <message>
        <source>read</source>
        <translation>gelesen</translation>
    </message>
    <message>
        <source>read-only: {names}</source>
        <translation>schreibgeschützt: {names}</translation>
    </message>
    <message>
        <source>restrict_uri_queries is on, and the phone refuses every address with a query</source>
        <translation>restrict_uri_queries ist on, und das Telefon lehnt jede Adresse mit einer Abfrage ab</translation>
    </message>
    <message>
        <source>restrict_uri_queries is on; mostly no harm</source>
        <translation>restrict_uri_queries ist on; meist schadet das nicht</translation>
    </message>
    <message>
        <source>restrict_uri_queries is {value}</source>
        <translation>restrict_uri_queries ist {value}</translation>
    </message>
    <message>
        <source>set aside</source>
        <translation>beiseitegelegt</translation>
    </message>
    <message>
        <source>snom {model}, {firmware}</source>
        <translation>snom {model}, {firmware}</translation>
    </message>
    <message>
        <source>some of ours were left in it and no Snom dialer is running: `snom-dialer serve` renews them, `snom-dialer phone undo` takes them out</source>
        <translation>einige von uns stehen noch darin, und es läuft kein Snom dialer: `snom-dialer serve` erneuert sie, `snom-dialer phone undo` nimmt sie heraus</translation>
    </message>
    <message>
        <source>something came with another secret, as Action URLs do that are not ours of today</source>
        <translation>etwas kam mit einem anderen Geheimnis, wie von Action-URLs, die nicht unsere heutigen sind</translation>
    </message>
    <message>
        <source>stands here for the second time</source>
        <translation>steht hier zum zweiten Mal</translation>
    </message>
    <message>
        <source>started</source>
        <translation>gestartet</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>text or null</source>
        <translation>Text oder null</translation>
    </message>
    <message>
        <source>that is no IPv6 address; a port behind one needs brackets: [fd00::20]:8080</source>
        <translation>das ist keine IPv6-Adresse; mit einem Port dahinter braucht sie Klammern: [fd00::20]:8080</translation>
    </message>
    <message>
        <source>the answer is not HTTP</source>
        <translation>die Antwort ist kein HTTP</translation>
    </message>
    <message>
        <source>the brackets of an IPv6 address do not match</source>
        <translation>die Klammern einer IPv6-Adresse passen nicht zusammen</translation>
    </message>
    <message>
        <source>the call is over</source>
        <translation>der Anruf ist beendet</translation>
    </message>
    <message>
        <source>the callback server was stopped; `snom-dialer phone start` begins again</source>
        <translation>der Empfang der Rückmeldungen wurde gestoppt; „Starten“ beginnt von Neuem (`snom-dialer phone start`)</translation>
    </message>
    <message>
        <source>the command cannot be written in such a file</source>
        <translation>der Befehl lässt sich in einer solchen Datei nicht schreiben</translation>
    </message>
    <message>
        <source>the computer sleeps</source>
        <translation>der Computer schläft</translation>
    </message>
    <message>
        <source>the connection was closed without an answer</source>
        <translation>die Verbindung wurde ohne Antwort geschlossen</translation>
    </message>
    <message>
        <source>the file is empty</source>
        <translation>die Datei ist leer</translation>
    </message>
    <message>
        <source>the log-in is not the administrator's: enough for dialling, too little for `serve`</source>
        <translation>die Anmeldung ist nicht die des Administrators: genug zum Wählen, zu wenig zum Einrichten der Rückmeldungen</translation>
    </message>
    <message>
        <source>the phone</source>
        <translation>das Telefon</translation>
    </message>
    <message>
        <source>the phone asks for no password; anybody in the network can use it</source>
        <translation>das Telefon verlangt kein Passwort; jeder im Netzwerk kann es bedienen</translation>
    </message>
    <message>
        <source>the phone at {address}</source>
        <translation>das Telefon unter {address}</translation>
    </message>
    <message>
        <source>the phone did not show our page; make a call within `--wait 60` instead</source>
        <translation>das Telefon hat unsere Seite nicht gezeigt; ein Anruf während des Tests tut es auch (`--wait 60`)</translation>
    </message>
    <message>
        <source>the phone does not show its settings</source>
        <translation>das Telefon zeigt seine Einstellungen nicht</translation>
    </message>
    <message>
        <source>the phone does not show its settings, so nothing could be verified</source>
        <translation>das Telefon zeigt seine Einstellungen nicht, daher ließ sich nichts überprüfen</translation>
    </message>
    <message>
        <source>the phone does not show this setting</source>
        <translation>das Telefon zeigt diese Einstellung nicht</translation>
    </message>
    <message>
        <source>the phone is at {url}</source>
        <translation>das Telefon ist unter {url}</translation>
    </message>
    <message>
        <source>the phone refuses every page (status 403)</source>
        <translation>das Telefon verweigert jede Seite (Status 403)</translation>
    </message>
    <message>
        <source>the phone shows its settings to nobody just now (status 403)</source>
        <translation>das Telefon zeigt seine Einstellungen gerade niemandem (Status 403)</translation>
    </message>
    <message>
        <source>the phone shows its settings to the administrator alone</source>
        <translation>das Telefon zeigt seine Einstellungen nur dem Administrator</translation>
    </message>
    <message>
        <source>the phone speaks plain HTTP: whoever is on the way can read along</source>
        <translation>das Telefon spricht unverschlüsseltes HTTP: unterwegs kann mitgelesen werden</translation>
    </message>
    <message>
        <source>the phone told of something {ago} ago</source>
        <translation>das Telefon hat vor {ago} etwas gemeldet</translation>
    </message>
    <message>
        <source>the phone took the password ({value})</source>
        <translation>das Telefon hat das Passwort angenommen ({value})</translation>
    </message>
    <message>
        <source>the phone took the password ({value}), but not for its settings</source>
        <translation>das Telefon hat das Passwort angenommen ({value}), aber nicht für seine Einstellungen</translation>
    </message>
    <message>
        <source>the phone {what} at {address}, port {port}</source>
        <translation>das Telefon {what}: {address}, Port {port}</translation>
    </message>
    <message>
        <source>the program ends</source>
        <translation>das Programm endet</translation>
    </message>
    <message>
        <source>the program says: {reason}</source>
        <translation>das Programm meldet: {reason}</translation>
    </message>
    <message>
        <source>the running program leaves this phone alone: {reason}</source>
        <translation>das laufende Programm lässt dieses Telefon in Ruhe: {reason}</translation>
    </message>
    <message>
        <source>the zone of an IPv6 address is the name of a network interface</source>
        <translation>die Zone einer IPv6-Adresse ist der Name einer Netzwerkschnittstelle</translation>
    </message>
    <message>
        <source>there are several calls on this phone</source>
        <translation>an diesem Telefon gibt es mehrere Gespräche</translation>
    </message>
    <message>
        <source>there is a blank in it</source>
        <translation>darin steht ein Leerzeichen</translation>
    </message>
    <message>
        <source>there is a control character in user name or password</source>
        <translation>in Benutzername oder Passwort steht ein Steuerzeichen</translation>
    </message>
    <message>
        <source>there is a way</source>
        <translation>es gibt einen Weg</translation>
    </message>
    <message>
        <source>there is a {shown} in it</source>
        <translation>darin steht ein Zeichen, das nicht hineingehört: {shown}</translation>
    </message>
    <message>
        <source>there is no key</source>
        <translation>es gibt keine Taste</translation>
    </message>
    <message>
        <source>there is no key of that name</source>
        <translation>es gibt keine Taste dieses Namens</translation>
    </message>
    <message>
        <source>there is no key {part} for hotkeys</source>
        <translation>es gibt keine Taste {part} für Tastenkürzel</translation>
    </message>
    <message>
        <source>there is nothing before or after a plus</source>
        <translation>vor oder nach einem Plus steht nichts</translation>
    </message>
    <message>
        <source>this computer has no address that the phone could call</source>
        <translation>dieser Computer hat keine Adresse, unter der ihn das Telefon erreichen könnte</translation>
    </message>
    <message>
        <source>this device does not show itself to be a Snom phone</source>
        <translation>dieses Gerät gibt sich nicht als Snom-Telefon zu erkennen</translation>
    </message>
    <message>
        <source>this is nested too deep</source>
        <translation>das ist zu tief verschachtelt</translation>
    </message>
    <message>
        <source>this is not UTF-8</source>
        <translation>das ist kein UTF-8</translation>
    </message>
    <message>
        <source>this number is too large</source>
        <translation>diese Zahl ist zu groß</translation>
    </message>
    <message>
        <source>this phone is not configured, so nothing is ever written to it</source>
        <translation>dieses Telefon ist nicht eingerichtet; eingetragen wird daher nie etwas</translation>
    </message>
    <message>
        <source>this phone is not configured, so nothing of ours is expected in it</source>
        <translation>dieses Telefon ist nicht eingerichtet; von uns wird daher nichts darin erwartet</translation>
    </message>
    <message>
        <source>told of a call</source>
        <translation>hat einen Anruf gemeldet</translation>
    </message>
    <message>
        <source>tones are 0 to 9, *, # and A to D</source>
        <translation>Töne sind 0 bis 9, *, # und A bis D</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true oder false</translation>
    </message>
    <message>
        <source>use_hidden_tags is on: the phone takes no commands</source>
        <translation>use_hidden_tags ist on: das Telefon nimmt keine Befehle an</translation>
    </message>
    <message>
        <source>use_hidden_tags is {value}</source>
        <translation>use_hidden_tags ist {value}</translation>
    </message>
    <message>
        <source>used</source>
        <translation>verwendet</translation>
    </message>
    <message>
        <source>user name or password is not percent-encoded UTF-8</source>
        <translation>Benutzername oder Passwort ist kein mit % geschriebenes UTF-8</translation>
    </message>
    <message>
        <source>what we want to write is not read-only</source>
        <translation>was eingetragen werden soll, ist nicht schreibgeschützt</translation>
    </message>
    <message>
        <source>where they hold no secret, whoever can send from its address can make up calls</source>
        <translation>enthalten sie kein Geheimnis, kann jeder, der von seiner Adresse senden kann, Anrufe vortäuschen</translation>
    </message>
    <message>
        <source>without Ctrl, Alt or Cmd that key could not be typed any more</source>
        <translation>ohne Strg, Alt oder Cmd ließe sich diese Taste nicht mehr tippen</translation>
    </message>
    <message>
        <source>without our Action URLs in it the phone calls nobody; start `serve` first</source>
        <translation>ohne unsere Action-URLs meldet das Telefon nichts zurück; starten Sie zuerst das Programm oder `serve`</translation>
    </message>
    <message>
        <source>written</source>
        <translation>geschrieben</translation>
    </message>
    <message>
        <source>{count} settings</source>
        <translation>{count} Einstellungen</translation>
    </message>
    <message>
        <source>{count} that were put there by hand call us</source>
        <translation>{count} von Hand eingetragene rufen uns auf</translation>
    </message>
    <message>
        <source>{line} has more than {longest_run} characters</source>
        <translation>{line} hat mehr als {longest_run} Zeichen</translation>
    </message>
    <message>
        <source>{names} could not be cleaned and may still hold the password; delete it</source>
        <translation>{names} ließ sich nicht bereinigen und enthält vielleicht noch das Passwort; löschen Sie es</translation>
    </message>
    <message>
        <source>{name} held for more than {longest_ms} ms makes some phones block the caller</source>
        <translation>{name} länger als {longest_ms} ms gehalten: manche Telefone sperren dann den Anrufer</translation>
    </message>
    <message>
        <source>{part} is there twice</source>
        <translation>{part} kommt doppelt vor</translation>
    </message>
    <message>
        <source>{text} is no JSON</source>
        <translation>{text} ist kein JSON</translation>
    </message>
    <message>
        <source>{tls}, certificate {pin}… as remembered</source>
        <translation>{tls}, Zertifikat {pin}… wie gemerkt</translation>
    </message>
</context>
<context>
    <name>Placeholder</name>
    <message>
        <source>how many calls are going on</source>
        <translation>wie viele Gespräche laufen</translation>
    </message>
    <message>
        <source>incoming, outgoing or unknown</source>
        <translation>incoming, outgoing oder unknown (ein, aus, unbekannt)</translation>
    </message>
    <message>
        <source>seconds connected, decimal</source>
        <translation>Gesprächsdauer in Sekunden, dezimal</translation>
    </message>
    <message>
        <source>the CSTA id of the call</source>
        <translation>die CSTA-ID des Anrufs</translation>
    </message>
    <message>
        <source>the SIP Call-ID</source>
        <translation>die SIP-Call-ID</translation>
    </message>
    <message>
        <source>the SIP address of the active line</source>
        <translation>die SIP-Adresse der aktiven Leitung</translation>
    </message>
    <message>
        <source>the context of the call</source>
        <translation>der Kontext des Anrufs</translation>
    </message>
    <message>
        <source>the event that fired this</source>
        <translation>das auslösende Ereignis</translation>
    </message>
    <message>
        <source>the expansion module of the key</source>
        <translation>das Erweiterungsmodul der Taste</translation>
    </message>
    <message>
        <source>the key that was held down</source>
        <translation>die lange gedrückte Taste</translation>
    </message>
    <message>
        <source>the line key</source>
        <translation>die Leitungstaste</translation>
    </message>
    <message>
        <source>the name of the phone in the configuration</source>
        <translation>der Name des Telefons in der Konfiguration</translation>
    </message>
    <message>
        <source>the other side as SIP address</source>
        <translation>die Gegenseite als SIP-Adresse</translation>
    </message>
    <message>
        <source>the other side's name</source>
        <translation>der Name der Gegenseite</translation>
    </message>
    <message>
        <source>the other side's name, as the phone shows it</source>
        <translation>der Name der Gegenseite, wie ihn das Telefon anzeigt</translation>
    </message>
    <message>
        <source>the other side's number</source>
        <translation>die Nummer der Gegenseite</translation>
    </message>
    <message>
        <source>the phone's address</source>
        <translation>die Adresse des Telefons</translation>
    </message>
    <message>
        <source>the phone's own address, as it sees it</source>
        <translation>die eigene Adresse des Telefons, wie es sie sieht</translation>
    </message>
    <message>
        <source>the registrar of the active line</source>
        <translation>der Registrar der aktiven Leitung</translation>
    </message>
    <message>
        <source>the same as +COUNTRY…, where it has such a form</source>
        <translation>dieselbe als +LAND…, wo sie eine solche Form hat</translation>
    </message>
    <message>
        <source>the user of the active line</source>
        <translation>der Benutzer der aktiven Leitung</translation>
    </message>
    <message>
        <source>when it happened: ISO 8601, local time with offset</source>
        <translation>wann es geschah: ISO 8601, Ortszeit mit Abstand zu UTC</translation>
    </message>
    <message>
        <source>why the call was cancelled</source>
        <translation>warum der Anruf abgebrochen wurde</translation>
    </message>
    <message>
        <source>your own side as SIP address</source>
        <translation>die eigene Seite als SIP-Adresse</translation>
    </message>
    <message>
        <source>your own side's name</source>
        <translation>der eigene Name</translation>
    </message>
</context>
<context>
    <name>Rescue</name>
    <message>
        <source>&amp;Open the file</source>
        <translation>&amp;Datei öffnen</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>&amp;Erneut versuchen</translation>
    </message>
    <message>
        <source>&amp;Use the last good copy</source>
        <translation>&amp;Letzte gute Kopie verwenden</translation>
    </message>
</context>
<context>
    <name>SelfTest</name>
    <message>
        <source>All is well on the way to the phone and back, as far as it was tried.</source>
        <translation>Auf dem Weg zum Telefon und zurück ist alles in Ordnung, soweit geprüft.</translation>
    </message>
    <message>
        <source>Ca&amp;ncel</source>
        <translation>A&amp;bbrechen</translation>
    </message>
    <message>
        <source>Hops of the self-test</source>
        <translation>Schritte des Selbsttests</translation>
    </message>
    <message>
        <source>Make any call with the phone now; it is listened for, for up to {seconds} seconds.</source>
        <translation>Bitte jetzt irgendeinen Anruf mit dem Telefon machen; bis zu {seconds} Sekunden wird darauf gewartet.</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Näheres</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Result of the self-test</source>
        <translation>Ergebnis des Selbsttests</translation>
    </message>
    <message>
        <source>Self-test of {phone}</source>
        <translation>Selbsttest von {phone}</translation>
    </message>
    <message>
        <source>Test &amp;again</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>The test ended early, with status {status}.</source>
        <translation>Der Selbsttest endete vorzeitig mit Status {status}.</translation>
    </message>
    <message>
        <source>The test was cancelled.</source>
        <translation>Der Selbsttest wurde abgebrochen.</translation>
    </message>
    <message>
        <source>What is tried</source>
        <translation>Geprüft wird</translation>
    </message>
    <message>
        <source>“{hop}” failed: {what}.</source>
        <translation>„{hop}“ fehlgeschlagen: {what}.</translation>
    </message>
    <message>
        <source>… Under way</source>
        <translation>… Läuft</translation>
    </message>
</context>
<context>
    <name>ServerState</name>
    <message>
        <source>&amp;Start</source>
        <translation>St&amp;arten</translation>
    </message>
    <message>
        <source>Callback server</source>
        <translation>Empfang der Rückmeldungen</translation>
    </message>
    <message>
        <source>If that stays so after a call, let the phone through the firewall with this command in a command prompt opened as administrator, and remove a rule that blocks this program, if there is one:</source>
        <translation>Falls das nach einem Anruf so bleibt: Dieser Befehl, in einer als Administrator geöffneten Eingabeaufforderung, lässt das Telefon durch die Firewall; eine Regel, die dieses Programm blockiert, muss gegebenenfalls entfernt werden:</translation>
    </message>
    <message>
        <source>If that stays so after a call, let the phone through the firewall with this command, and put the rule into /etc/nftables.conf as well:</source>
        <translation>Falls das nach einem Anruf so bleibt: Dieser Befehl lässt das Telefon durch die Firewall; die Regel gehört auch in /etc/nftables.conf:</translation>
    </message>
    <message>
        <source>If that stays so after a call, let the phone through the firewall with this command:</source>
        <translation>Falls das nach einem Anruf so bleibt: Dieser Befehl lässt das Telefon durch die Firewall:</translation>
    </message>
    <message>
        <source>If that stays so after a call: no firewall that is known here is at work on this computer; if there is another one, or one in the network between, TCP port {port} has to be open for the phone.</source>
        <translation>Falls das nach einem Anruf so bleibt: Auf diesem Computer ist keine bekannte Firewall aktiv; falls es eine andere gibt, hier oder dazwischen im Netzwerk, muss der TCP-Port {port} für das Telefon offen sein.</translation>
    </message>
    <message>
        <source>Inactive: nobody listens for the phones.</source>
        <translation>Inaktiv: Rückmeldungen der Telefone werden nicht empfangen.</translation>
    </message>
    <message>
        <source>Listening at {addresses}, port {port}.</source>
        <translation>Empfang unter {addresses}, Port {port}.</translation>
    </message>
    <message>
        <source>Nothing has been heard from {phone} yet.</source>
        <translation>Von {phone} kam noch keine Rückmeldung.</translation>
    </message>
    <message>
        <source>Phones</source>
        <translation>Telefone</translation>
    </message>
    <message>
        <source>Port {wanted} is taken by another program, so the next free one is used for now.</source>
        <translation>Port {wanted} ist von einem anderen Programm belegt; vorläufig wird der nächste freie verwendet.</translation>
    </message>
    <message>
        <source>Refused requests: {count}.</source>
        <translation>Abgewiesene Anfragen: {count}.</translation>
    </message>
    <message>
        <source>St&amp;op</source>
        <translation>St&amp;oppen</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Wird gestartet…</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Stopping; the phones get their settings back…</source>
        <translation>Wird gestoppt; die Telefone erhalten ihre Einstellungen zurück…</translation>
    </message>
    <message>
        <source>The program does not work yet, as no phone has been saved.</source>
        <translation>Das Programm arbeitet noch nicht, da noch kein Telefon gespeichert ist.</translation>
    </message>
    <message>
        <source>The program does not work. {why}</source>
        <translation>Das Programm arbeitet nicht. {why}</translation>
    </message>
    <message>
        <source>The program has been ended.</source>
        <translation>Das Programm wurde beendet.</translation>
    </message>
    <message>
        <source>The program is starting…</source>
        <translation>Das Programm startet…</translation>
    </message>
    <message>
        <source>There is nothing to start or stop while the program does not work.</source>
        <translation>Solange das Programm nicht arbeitet, gibt es nichts zu starten oder zu stoppen.</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>{phone}: {state}</source>
        <translation>{phone}: {state}</translation>
    </message>
    <message>
        <source>{phone}: {state} – {reason}</source>
        <translation>{phone}: {state} – {reason}</translation>
    </message>
</context>
<context>
    <name>SetUp</name>
    <message>
        <source>Active</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>Degraded</source>
        <translation>Gestört</translation>
    </message>
    <message>
        <source>Inactive</source>
        <translation>Inaktiv</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Everything was saved.</source>
        <translation>Alles wurde gespeichert.</translation>
    </message>
    <message>
        <source>Look at what is marked.</source>
        <translation>Bitte die markierten Stellen ansehen.</translation>
    </message>
    <message>
        <source>Nothing was saved, as the test of the phone failed.</source>
        <translation>Nichts wurde gespeichert, da die Prüfung des Telefons fehlgeschlagen ist.</translation>
    </message>
    <message>
        <source>Saving …</source>
        <translation>Wird gespeichert …</translation>
    </message>
    <message>
        <source>Settings – Snom dialer</source>
        <translation>Einstellungen – Snom dialer</translation>
    </message>
    <message>
        <source>The phone is tested before anything is saved.</source>
        <translation>Vor dem Speichern wird das Telefon geprüft.</translation>
    </message>
    <message>
        <source>There is no keyring here, so the password stands in {path}, which only you can read.</source>
        <translation>Hier gibt es keinen Schlüsselbund; das Passwort steht deshalb in {path} und ist nur für Sie lesbar.</translation>
    </message>
    <message>
        <source>{place}: {what}</source>
        <translation>{place}: {what}</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>&amp;Answer</source>
        <translation>&amp;Annehmen</translation>
    </message>
    <message>
        <source>&amp;Calls</source>
        <translation>A&amp;nrufe</translation>
    </message>
    <message>
        <source>&amp;Copy number</source>
        <translation>Nummer &amp;kopieren</translation>
    </message>
    <message>
        <source>&amp;Dial</source>
        <translation>&amp;Wählen</translation>
    </message>
    <message>
        <source>&amp;Hang up</source>
        <translation>Au&amp;flegen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Reject</source>
        <translation>Ab&amp;weisen</translation>
    </message>
    <message>
        <source>&amp;Settings</source>
        <translation>&amp;Einstellungen</translation>
    </message>
    <message>
        <source>Do &amp;not disturb</source>
        <translation>Nicht &amp;stören</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>und {count} weitere</translation>
    </message>
    <message>
        <source>{phone}: {reason}</source>
        <translation>{phone}: {reason}</translation>
    </message>
    <message>
        <source>{who} – {state}</source>
        <translation>{who} – {state}</translation>
    </message>
</context>
<context>
    <name>Trust</name>
    <message>
        <source>Accept t&amp;he new certificate</source>
        <translation>Neues Zertifikat a&amp;kzeptieren</translation>
    </message>
    <message>
        <source>No encryption</source>
        <translation>Keine Verschlüsselung</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Nichts</translation>
    </message>
    <message>
        <source>Remembered:</source>
        <translation>Gemerkt:</translation>
    </message>
    <message>
        <source>Show &amp;both certificates</source>
        <translation>Beide &amp;Zertifikate anzeigen</translation>
    </message>
    <message>
        <source>There now:</source>
        <translation>Jetzt:</translation>
    </message>
    <message>
        <source>What came of it</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>{version}, SHA-256
{fingerprint}</source>
        <translation>{version}, SHA-256
{fingerprint}</translation>
    </message>
</context>
<context>
    <name>UrlList</name>
    <message>
        <source>Action URLs</source>
        <translation>Action-URLs</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Ereignis</translation>
    </message>
    <message>
        <source>Show sec&amp;rets (whoever knows them can make up calls)</source>
        <translation>&amp;Geheimnisse anzeigen (wer sie kennt, kann Anrufe vortäuschen)</translation>
    </message>
    <message>
        <source>What stands, or will stand, in the phone</source>
        <translation>Was im Telefon steht oder stehen wird</translation>
    </message>
</context>
<context>
    <name>Windows</name>
    <message>
        <source>&amp;End it</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>&amp;Weiterlaufen lassen</translation>
    </message>
    <message>
        <source>If it goes on, hotkeys and call cards work as before, and starting it again shows the window.</source>
        <translation>Läuft er weiter, funktionieren Tastenkürzel und Anrufkarten wie bisher, und ein erneuter Start zeigt das Fenster.</translation>
    </message>
    <message>
        <source>This desktop has no tray. End Snom dialer when its window is closed?</source>
        <translation>Dieser Desktop hat keinen Infobereich. Soll Snom dialer enden, wenn sein Fenster geschlossen wird?</translation>
    </message>
</context>
<context>
    <name>_Hops</name>
    <message>
        <source>Found</source>
        <translation>Gefunden</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Steps of the test</source>
        <translation>Schritte der Prüfung</translation>
    </message>
</context>
</TS>
