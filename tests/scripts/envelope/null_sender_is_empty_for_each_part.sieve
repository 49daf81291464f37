require ["envelope", "fileinto"];
if allof (envelope :all "from" "", envelope :localpart "from" "", envelope :domain "from" "") {
  fileinto "bounces";
}
