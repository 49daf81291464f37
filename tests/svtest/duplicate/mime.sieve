require ["duplicate", "mime"];
if duplicate :mime :header "Subject" { discard; }
