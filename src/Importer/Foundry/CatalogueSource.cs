using System.Globalization;
using System.Text.Json;
using Importer.Arm;
using Importer.Lifecycle;

namespace Importer.Foundry;

/// <summary>Reads the lists of models and quotas of a location from Resource Manager.</summary>
/// <remarks>
/// Sources: https://learn.microsoft.com/rest/api/aiservices/accountmanagement/models/list,
/// https://learn.microsoft.com/rest/api/aiservices/accountmanagement/usages/list
/// </remarks>
/// <param name="arm">Resource Manager.</param>
internal sealed class CatalogueSource(ArmClient arm) : ICatalogueSource
{
    // The first version whose published type has replacementConfig, a date for each SKU and deprecationStatus.
    private const string ApiVersion = "2025-09-01";

    /// <inheritdoc/>
    public async Task<CatalogueReading<ListedModel>> ReadModelsAsync(
        string subscription,
        string location,
        CancellationToken cancellationToken
    )
    {
        var (items, fault, mayPass) = await ReadAsync(subscription, location, "models", cancellationToken);
        return new(
            [
                .. items
                    .Select(CatalogueJson.Model)
                    .OfType<ListedModel>()
                    .GroupBy(model => $"{model.Format}|{model.Name}|{model.Version}", StringComparer.OrdinalIgnoreCase)
                    .Select(same => same.Aggregate((one, next) => one.With(next))),
            ],
            fault,
            mayPass
        );
    }

    /// <inheritdoc/>
    public async Task<CatalogueReading<QuotaUsage>> ReadUsagesAsync(
        string subscription,
        string location,
        CancellationToken cancellationToken
    )
    {
        var (items, fault, mayPass) = await ReadAsync(subscription, location, "usages", cancellationToken);
        return new([.. items.Select(CatalogueJson.Usage).OfType<QuotaUsage>()], fault, mayPass);
    }

    private async Task<CatalogueReading<JsonElement>> ReadAsync(
        string subscription,
        string location,
        string list,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return new(
                await arm.ListValuesAsync(
                    $"/subscriptions/{subscription}/providers/Microsoft.CognitiveServices/locations/{location}/{list}",
                    ApiVersion,
                    cancellationToken
                )
            );
        }
        catch (ArmException refusal)
        {
            var right = refusal.Status is 401 or 403
                ? $"; it takes the right Microsoft.CognitiveServices/locations/{list}/read on the subscription (docs/security.md)"
                : "";
            return new(
                [],
                $"the list of {list} of {location} could not be read: {refusal.Message.TrimEnd('.')}{right}",
                refusal.Kind is ArmErrorKind.Later or ArmErrorKind.Busy
            );
        }
    }
}

/// <summary>Translates items of the lists; what is absent is left open.</summary>
internal static class CatalogueJson
{
    /// <summary>A model; null for an item that names none.</summary>
    public static ListedModel? Model(JsonElement item)
    {
        // The list of a location wraps each model, that of an account does not.
        var model = item.At("model") is { ValueKind: JsonValueKind.Object } wrapped ? wrapped : item;
        if (model.Text("name") is not { Length: > 0 } name || model.Text("format") is not { Length: > 0 } format)
        {
            return null;
        }

        var text = model.Text("deprecation", "inference");
        return new()
        {
            Format = format,
            Name = name,
            Version = model.Text("version") ?? "",
            Status = model.Text("lifecycleStatus"),
            RetiresAt = Date(text),
            IsTentative = string.Equals(model.Text("deprecation", "deprecationStatus"), "Tentative", StringComparison.OrdinalIgnoreCase),
            UnreadDate = Unread(text),
            Skus =
            [
                .. model
                    .Items("skus")
                    .Where(sku => sku.Text("name") is { Length: > 0 })
                    .Select(sku => new ListedSku(sku.Text("name")!, Date(sku.Text("deprecationDate")), sku.Text("usageName"))
                    {
                        UnreadDate = Unread(sku.Text("deprecationDate")),
                    }),
            ],
            Replacement = model.Text("replacementConfig", "targetModelName") is { Length: > 0 } target
                ? new(
                    target,
                    model.Text("replacementConfig", "targetModelVersion") ?? "",
                    Date(model.Text("replacementConfig", "autoUpgradeStartDate")),
                    model.Number("replacementConfig", "upgradeOnExpiryLeadTimeDays")
                )
                : null,
        };
    }

    /// <summary>A quota; null for an item that lacks its name or its figures.</summary>
    public static QuotaUsage? Usage(JsonElement item) =>
        item.Text("name", "value") is { Length: > 0 } name && Number(item, "currentValue") is { } used && Number(item, "limit") is { } limit
            ? new(name, used, limit)
            : null;

    /// <summary>A date as Resource Manager writes it, year first; null for every other text, which could be read in two ways.</summary>
    public static DateTimeOffset? Date(string? text) =>
        text is { Length: >= 10 }
        && DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
        && DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var date
        )
            ? date
            : null;

    private static string? Unread(string? text) => text is { Length: > 0 } && Date(text) is null ? text : null;

    private static double? Number(JsonElement item, string name) =>
        item.At(name) is { ValueKind: JsonValueKind.Number } found && found.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : null;
}
