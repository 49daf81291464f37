require ["fileinto", "imap4flags", "variables", "relational", "comparator-i;ascii-numeric"];
set "MyVar" "NonJunk Junk gnus-forward $Forwarded NotJunk JunkRecorded $Junk $NotJunk";
set "MyFlags" "A B";
if not allof (hasflag :contains "MyVar" "Junk", hasflag :contains "MyVar" "forward",
              hasflag :contains "MyVar" ["label", "forward"], hasflag :contains "MyVar" "junk forward",
              hasflag :count "ge" :comparator "i;ascii-numeric" "MyFlags" "2") { discard; }
if hasflag :contains "MyVar" ["label1", "label2"] { discard; }
setflag "A B";
if hasflag ["c","A"] { fileinto :flags "${MyFlags}" "ok"; }
