using Importer.Configuration;
using Importer.Resources;

namespace Importer.Tests.Builders;

/// <summary>Settings for the tests' subscription; what a test cares about it changes with <c>with</c>.</summary>
internal static class TheSettings
{
    public static ImporterSettings Default { get; } =
        new()
        {
            ServiceId = ResourceId.Parse(
                $"{AnAccount.Subscription}/resourceGroups/rg-ai/providers/Microsoft.ApiManagement/service/contoso-apim"
            ),
            Scopes = [ResourceId.Parse(AnAccount.Subscription)],
            ReportsContainer = "reports",

            // Most tests are about what goes and not about when, and about a sweep that does everything.
            Deletion = new DeletionRules { After = TimeSpan.Zero },
            Drift = DriftMode.Repair,
        };

    public static ImporterSettings With(ApiProfile defaults) => Default with { Defaults = defaults };
}
