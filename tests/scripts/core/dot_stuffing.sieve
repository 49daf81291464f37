require ["variables", "fileinto"];
set "x" text:
..two
.one
.
;
if string :matches "${x}" ".two?.one*" { discard; }
if string :matches "${x}" ".two??.one??" { fileinto "ok"; }
