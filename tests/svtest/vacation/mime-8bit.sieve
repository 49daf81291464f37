require "vacation";
vacation :mime text:
Content-Type: text/plain; name="grüße"

away
.
;
