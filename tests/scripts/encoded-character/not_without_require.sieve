if header :contains "Subject" "${hex:24}" { discard; }
