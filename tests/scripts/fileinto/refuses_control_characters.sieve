require ["fileinto", "variables"];
if header :matches "X-Box" "*" { fileinto "lists/${1}"; }
