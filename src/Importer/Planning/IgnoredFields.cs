using Importer.Gateway;

namespace Importer.Planning;

/// <summary>
/// Leaves to people what the setting <c>Drift.Ignore</c> names, once it is there: an API is written with their values, and
/// what is theirs as a whole (policy, diagnostic, tags, product links) is not written at all. What would have been done is told.
/// </summary>
internal static class IgnoredFields
{
    /// <summary>True when the resource as a whole is people's: neither made nor changed nor withdrawn.</summary>
    public static bool Hold(GatewayResource resource, PlanInput input) =>
        resource switch
        {
            // A policy or diagnostic that is gone is made again; which links an API has is people's from the API's start.
            ApiPolicy => Has(resource, IgnorableField.Policy, input) && input.Found.Find(resource.Key) is not null,
            Diagnostic => Has(resource, IgnorableField.Diagnostic, input) && input.Found.Find(resource.Key) is not null,
            ApiTag => Has(resource, IgnorableField.Tags, input) && IsThere(resource, input),
            ProductLink => Has(resource, IgnorableField.Products, input) && IsThere(resource, input),
            _ => false,
        };

    /// <summary>What would have been done about a resource that is people's; null when it is as designed.</summary>
    public static PlannedStep? Untaken(GatewayResource wanted, PlanInput input)
    {
        if (input.Found.Find(wanted.Key) is not { } found)
        {
            return new() { Change = ChangeKind.Create, Resource = wanted };
        }

        var differences = Differences.Between(wanted, found.Resource);
        return differences.Count == 0
            ? null
            : new()
            {
                Change = ChangeKind.Update,
                Resource = wanted,
                Differences = differences,
                LastChange = found.LastChange,
            };
    }

    /// <summary>The API as it may be written: with people's values where the fields are theirs; others as they are.</summary>
    public static GatewayResource Keep(GatewayResource wanted, Observed? found, PlanInput input) =>
        wanted is Api api && found?.Resource is Api theirs && input.Ignored.GetValueOrDefault(api.Id) is { } fields
            ? fields.Aggregate(api, (kept, field) => Keep(kept, theirs, field))
            : wanted;

    private static Api Keep(Api api, Api theirs, IgnorableField field) =>
        field switch
        {
            IgnorableField.DisplayName => api with { DisplayName = theirs.DisplayName },
            IgnorableField.Description => api with { Description = theirs.Description },
            IgnorableField.Protocols => api with { Protocols = theirs.Protocols },
            IgnorableField.SubscriptionRequired => api with { SubscriptionRequired = theirs.SubscriptionRequired },
            IgnorableField.SubscriptionKeyParameterNames => api with
            {
                KeyHeader = theirs.KeyHeader,
                KeyQuery = theirs.KeyQuery,
                TakesKeyAsBearer = theirs.TakesKeyAsBearer,
            },

            // Written without a document an API keeps the operations that it has.
            IgnorableField.Operations => api with
            {
                Definition = theirs.Definition,
                OwnershipTag =
                    theirs.OwnershipTag?.ExternalFingerprint is { } pin && api.OwnershipTag?.ExternalFingerprint is not null
                        ? api.OwnershipTag.WithExternalFingerprint(pin)
                        : api.OwnershipTag,
            },
            _ => api,
        };

    private static bool Has(GatewayResource resource, IgnorableField field, PlanInput input) =>
        resource.ApiId is { } api && input.Ignored.GetValueOrDefault(api)?.Contains(field) == true;

    private static bool IsThere(GatewayResource resource, PlanInput input) => input.Found.Find(Api.KeyFor(resource.ApiId!)) is not null;
}
