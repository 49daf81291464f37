require ["envelope", "envelope-dsn", "fileinto"];
if envelope :matches ["notify", "orcpt", "ret", "envid"] "*" { fileinto "asked"; }
