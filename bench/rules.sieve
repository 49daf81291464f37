# 30 rules that no message of the load programs matches; then the implicit keep. For both servers of bench/beside_dovecot.py.
require ["fileinto", "imap4flags"];
if header :contains "subject" "project-0" { fileinto "P0"; }
if address :domain :is ["from", "sender"] "d1.example" { addflag "\\Flagged"; }
if header :is ["list-id", "x-list"] ["<a2>", "<b>"] { fileinto "L"; }
if header :matches "subject" "*[3]*offer*" { discard; }
if allof (exists "x-r4", size :over 100K) { keep; }
if header :contains "subject" "project-5" { fileinto "P5"; }
if address :domain :is ["from", "sender"] "d6.example" { addflag "\\Flagged"; }
if header :is ["list-id", "x-list"] ["<a7>", "<b>"] { fileinto "L"; }
if header :matches "subject" "*[8]*offer*" { discard; }
if allof (exists "x-r9", size :over 100K) { keep; }
if header :contains "subject" "project-10" { fileinto "P10"; }
if address :domain :is ["from", "sender"] "d11.example" { addflag "\\Flagged"; }
if header :is ["list-id", "x-list"] ["<a12>", "<b>"] { fileinto "L"; }
if header :matches "subject" "*[13]*offer*" { discard; }
if allof (exists "x-r14", size :over 100K) { keep; }
if header :contains "subject" "project-15" { fileinto "P15"; }
if address :domain :is ["from", "sender"] "d16.example" { addflag "\\Flagged"; }
if header :is ["list-id", "x-list"] ["<a17>", "<b>"] { fileinto "L"; }
if header :matches "subject" "*[18]*offer*" { discard; }
if allof (exists "x-r19", size :over 100K) { keep; }
if header :contains "subject" "project-20" { fileinto "P20"; }
if address :domain :is ["from", "sender"] "d21.example" { addflag "\\Flagged"; }
if header :is ["list-id", "x-list"] ["<a22>", "<b>"] { fileinto "L"; }
if header :matches "subject" "*[23]*offer*" { discard; }
if allof (exists "x-r24", size :over 100K) { keep; }
if header :contains "subject" "project-25" { fileinto "P25"; }
if address :domain :is ["from", "sender"] "d26.example" { addflag "\\Flagged"; }
if header :is ["list-id", "x-list"] ["<a27>", "<b>"] { fileinto "L"; }
if header :matches "subject" "*[28]*offer*" { discard; }
if allof (exists "x-r29", size :over 100K) { keep; }
