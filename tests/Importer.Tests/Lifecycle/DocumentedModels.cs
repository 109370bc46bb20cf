using Importer.Deployments;
using Importer.Lifecycle;
using Importer.Tests.Builders;

namespace Importer.Tests.Lifecycle;

/// <summary>
/// Models, dates and replacements as published on
/// https://learn.microsoft.com/azure/ai-foundry/openai/concepts/model-retirements (its table of early 2026, in
/// https://github.com/MicrosoftDocs/azure-ai-docs/blob/31c50ba110d5cae14a227ad610b537c5accbeafe/articles/ai-foundry/openai/includes/retirement/models.md).
/// For three of them the page gives Standard deployments another day than all other kinds, and the day on which upgrades begin.
/// A day that the page calls "no earlier than" is listed as tentative, one that is not scheduled as none.
/// </summary>
internal static class DocumentedModels
{
    private static readonly DateTimeOffset StandardEnds = Day("2026-03-31");
    private static readonly DateTimeOffset OthersEnd = Day("2026-10-01");

    public static ModelList List { get; } =
        new()
        {
            Subscription = AnAccount.Subscription.Split('/')[2],
            Location = "swedencentral",
            ReadAt = Day("2026-02-01"),
            Models =
            [
                Split("gpt-4o", "2024-05-13", "gpt-5.1"),
                Split("gpt-4o", "2024-08-06", "gpt-5.1"),
                Model("gpt-4o", "2024-11-20", "2026-10-01", "gpt-5.1"),
                Split("gpt-4o-mini", "2024-07-18", "gpt-4.1-mini"),
                Model("gpt-5-chat", "2025-08-07", "2026-03-01", "gpt-5.2-chat", "Preview"),
                Model("gpt-4.1", "2025-04-14", "2026-10-14", "gpt-5"),
                Model("gpt-4.1-mini", "2025-04-14", "2026-10-14", "gpt-5-mini"),
                Model("o1", "2024-12-17", "2026-07-15", "o3"),
                Model("o3-mini", "2025-01-31", "2026-08-02", "o4-mini"),
                Model("o3", "2025-04-16", "2026-10-16"),
                Model("gpt-5-mini", "2025-08-07", "2027-02-06"),
                Model("gpt-5.1", "2025-11-13", "2027-05-15"),
                Model("computer-use-preview", "2025-03-11", "2026-04-14", status: "Preview") with
                {
                    IsTentative = true,
                },
                Model("gpt-4o-realtime-preview", "2024-12-17", "2026-02-02", "gpt-realtime", "Preview"),
                Model("gpt-4o-transcribe", "2025-03-20", "2026-02-28", status: "Preview") with
                {
                    IsTentative = true,
                },
                Model("dall-e-3", "3.0", "2026-02-18", "gpt-image-1-mini"),
                Model("sora", "2025-05-02", "2026-02-28", "sora-2", "Preview") with
                {
                    IsTentative = true,
                },
                Model("text-embedding-3-large", "1", null),
                Model("text-embedding-ada-002", "2", null),
            ],
        };

    public static DateTimeOffset Day(string text) =>
        DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);

    public static ModelDeployment Deployed(string model, string version, string sku, string? option) =>
        ADeployment.Of(model) with
        {
            ModelFormat = "OpenAI",
            ModelVersion = version,
            Sku = sku,
            UpgradeOption = option,
        };

    // Standard ends first, and its upgrades begin on 2026-03-09.
    private static ListedModel Split(string name, string version, string replacement) =>
        Model(name, version, "2026-10-01", replacement) with
        {
            Skus =
            [
                new("Standard", StandardEnds, $"OpenAI.Standard.{name}"),
                new("GlobalStandard", OthersEnd, $"OpenAI.GlobalStandard.{name}"),
                new("ProvisionedManaged", OthersEnd, null),
            ],
            Replacement = new(replacement, "", Day("2026-03-09"), null),
        };

    private static ListedModel Model(
        string name,
        string version,
        string? retiresAt,
        string? replacement = null,
        string status = "GenerallyAvailable"
    ) =>
        new()
        {
            Format = "OpenAI",
            Name = name,
            Version = version,
            Status = status,
            RetiresAt = retiresAt is null ? null : Day(retiresAt),
            Skus = [new("GlobalStandard", null, $"OpenAI.GlobalStandard.{name}")],
            Replacement = replacement is null ? null : new(replacement, "", null, null),
        };
}
