namespace LocalAzure.Gateway;

/// <summary>
/// What <c>context.Request.Url</c> and <c>OriginalUrl</c> show.
/// https://learn.microsoft.com/azure/api-management/api-management-policy-expressions#ref-iurl
/// </summary>
internal sealed record RequestUrl(string Scheme, string Host, int Port, string Path, QueryBag Query)
{
    public static RequestUrl Of(Uri address) =>
        new(address.Scheme, address.Host, address.Port, address.AbsolutePath, new QueryBag(address.Query));

    public override string ToString() => $"{Scheme}://{Host}:{Port}{Path}{Query}";
}
