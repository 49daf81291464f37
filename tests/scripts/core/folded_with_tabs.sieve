# A TAB behind a fold is a blank, as in Pigeonhole: old mail programs fold so. Another TAB stays one.
require ["fileinto", "variables"];
if header :is "subject" "minutes of monday" { fileinto "one blank"; }
if header :is "x-tab" "a b" { discard; }
if header :matches "subject" "* of *" { fileinto "${2}"; }
