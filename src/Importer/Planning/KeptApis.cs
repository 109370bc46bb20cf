using Importer.Gateway;

namespace Importer.Planning;

/// <summary>Compares an API that stays without being wanted with what it should look like: it answers calls like every other.</summary>
internal static class KeptApis
{
    // What opens an API or leads it elsewhere. Its names and its ownership tag are as they were left.
    private static readonly string[] OfApi = ["protocols", "subscriptionRequired"];
    private static readonly string[] OfBackend = ["url", "credentials", "tls.validateCertificate"];

    /// <summary>The fields that are not as they should be, of the API, its policy and its backend.</summary>
    public static IReadOnlyList<FieldDifference> Differences(Observed api, PlanInput input)
    {
        var ignored = input.Ignored.GetValueOrDefault(api.Resource.Key.Name) ?? new HashSet<IgnorableField>();
        return
        [
            .. Of<Api>(api, input)
                .SelectMany(pair => Between(pair, OfApi))
                .Where(difference =>
                    !(
                        difference.Field == "subscriptionRequired"
                            ? ignored.Contains(IgnorableField.SubscriptionRequired)
                            : ignored.Contains(IgnorableField.Protocols)
                    )
                ),
            .. ignored.Contains(IgnorableField.Policy) ? [] : OfPolicy(api, input),
        ];
    }

    private static IEnumerable<FieldDifference> OfPolicy(Observed api, PlanInput input)
    {
        var wanted = input.Kept.OfType<ApiPolicy>().FirstOrDefault(policy => policy.Key == ApiPolicy.KeyFor(api.Resource.Key.Name));
        if (wanted is null)
        {
            return [];
        }

        var backends = input
            .Kept.OfType<Backend>()
            .Where(backend => wanted.Names(backend.Key))
            .Select(backend => ((GatewayResource)backend, input.Found.Find(backend.Key)?.Resource))
            .SelectMany(pair => Between(pair, OfBackend));
        return input.Found.Find(wanted.Key)?.Resource is { } found
            ? Planning.Differences.Between(wanted, found).Concat(backends)
            : [new FieldDifference("policy", "the importer's policy", null)];
    }

    private static IEnumerable<(GatewayResource Wanted, GatewayResource? Found)> Of<T>(Observed api, PlanInput input)
        where T : GatewayResource =>
        input
            .Kept.OfType<T>()
            .Where(wanted => wanted.Key == api.Resource.Key)
            .Select(wanted => ((GatewayResource)wanted, (GatewayResource?)api.Resource));

    private static IEnumerable<FieldDifference> Between((GatewayResource Wanted, GatewayResource? Found) pair, string[] fields) =>
        pair.Found is { } found
            ? Planning.Differences.Between(pair.Wanted, found).Where(difference => fields.Contains(difference.Field))
            : [new FieldDifference(pair.Wanted.Key.ToString(), "there", null)];
}
