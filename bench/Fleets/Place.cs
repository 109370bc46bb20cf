using Bench.Clouds;

namespace Bench.Fleets;

/// <summary>A deployment of the estate: it is there, or was, or may come.</summary>
/// <param name="Account">Its account.</param>
/// <param name="Region">The account's region.</param>
/// <param name="Alias">Its name, which is its alias.</param>
/// <param name="Model">Its model.</param>
/// <param name="Sku">How it is deployed.</param>
/// <param name="IsInside">Whether calls of its alias may be answered there.</param>
internal sealed record Place(string Account, string Region, string Alias, string Model, string Sku, bool IsInside)
{
    /// <summary>The id of the deployment.</summary>
    public string Id => Ids.Deployment(Account, Alias);

    /// <summary>The id of its backend in the gateway.</summary>
    public string Backend => $"{FleetEstate.Fleet}--{Account}--{Alias}";

    public bool IsProvisioned => Sku.Contains("Provisioned", StringComparison.Ordinal);

    /// <summary>What is sent to deploy it.</summary>
    public string Body(int units, string? tags = null) =>
        $$$"""{"sku":{"name":"{{{Sku}}}","capacity":{{{units}}} },"properties":{"model":{"format":"OpenAI","name":"{{{Model}}}"} },"tags":{{{tags ?? "{}"}}} }""";
}
