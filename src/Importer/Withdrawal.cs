using System.Text.Json;
using System.Text.Json.Nodes;
using Importer.Gateway;
using Importer.Planning;

namespace Importer;

/// <summary>What happens right before an API is deleted: its source is looked at once more, and what goes is saved.</summary>
internal sealed class Withdrawal(RunRooms rooms, ImporterSettings settings, ReconcileRequest request, GatewayState state)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>A sentence that stops the deletion, or null.</summary>
    public async Task<string?> BeforeDeleteAsync(PlannedStep step, CancellationToken cancellationToken)
    {
        if (step.Resource is not Api api || state.Find(step.Key)?.Mark is not { } mark)
        {
            return null;
        }

        var fresh = new Claims(await rooms.Source.ReadAsync([mark.Source], cancellationToken), settings).Of(mark, api);
        if (fresh != Claim.Gone && !(fresh == Claim.Serving && request.Insist))
        {
            return fresh == Claim.Serving
                ? $"a deployment of {mark.Source} is there again; the API stays and the next run looks again"
                : $"{mark.Source} could not be looked at once more; the API stays and the next run looks again";
        }

        await SaveAsync(api, cancellationToken);
        return null;
    }

    private async Task SaveAsync(Api api, CancellationToken cancellationToken)
    {
        var policy = state.Find(ApiPolicy.KeyFor(api.Id))?.Resource as ApiPolicy;
        var products = state.OfType<ProductLink>().Select(link => (ProductLink)link.Resource).Where(link => link.Api == api.Id);
        var snapshot = new JsonObject
        {
            ["api"] = Definition(api),
            ["policy"] = policy?.Xml,
            ["products"] = new JsonArray([.. products.Select(link => (JsonNode)link.Product)]),
        };
        await rooms.Store.WriteAsync(
            $"snapshots/{request.RunId}/{api.Id}.json", BinaryData.FromString(snapshot.ToJsonString(Indented)), "application/json", etag: null, cancellationToken);
    }

    private static JsonObject Definition(Api api) => new()
    {
        ["id"] = api.Id,
        ["displayName"] = api.DisplayName,
        ["description"] = api.Description,
        ["path"] = api.Path,
        ["subscriptionRequired"] = api.SubscriptionRequired,
        ["operations"] = new JsonArray([.. (api.Definition?.Operations ?? []).Select(operation => (JsonNode)new JsonObject
        {
            ["name"] = operation.Name,
            ["method"] = operation.Method,
            ["urlTemplate"] = operation.UrlTemplate,
        })]),
    };
}
