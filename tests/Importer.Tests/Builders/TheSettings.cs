using Importer.Design;

namespace Importer.Tests.Builders;

/// <summary>Settings for the tests' subscription; what a test cares about it changes with <c>with</c>.</summary>
internal static class TheSettings
{
    public static ImporterSettings Default { get; } = new()
    {
        ServiceId = ResourceId.Parse($"{AnAccount.Subscription}/resourceGroups/rg-ai/providers/Microsoft.ApiManagement/service/contoso-apim"),
        Scopes = [ResourceId.Parse(AnAccount.Subscription)],
        ReportsContainer = "reports",
    };

    public static ImporterSettings With(ApiProfile defaults) => Default with { Defaults = defaults };
}
