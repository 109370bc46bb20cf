using System.Text.RegularExpressions;
using Importer.Deployments;

namespace Importer.Design;

/// <summary>Fills the placeholders of paths, names and descriptions.</summary>
public static partial class Templates
{
    /// <summary>The placeholders there are.</summary>
    public static IReadOnlyList<string> Placeholders { get; } = ["account", "deployment", "compatibility", "region", "subscription", "resourceGroup"];

    /// <summary>True when the template names one deployment, and so makes one API for each.</summary>
    public static bool IsPerDeployment(string template) => template.Contains("{deployment}", StringComparison.OrdinalIgnoreCase);

    internal static string Fill(string template, FoundryAccount account, ModelDeployment deployment, Compatibility compatibility) =>
        Placeholder().Replace(template, match => match.Groups[1].Value.ToUpperInvariant() switch
        {
            "ACCOUNT" => account.Name,
            "DEPLOYMENT" => deployment.Name,
            "COMPATIBILITY" => Words(compatibility),
            "REGION" => account.Region,
            "SUBSCRIPTION" => account.Id.Subscription,
            "RESOURCEGROUP" => account.Id.ResourceGroup ?? "",
            _ => match.Value,
        });

    internal static string Words(Compatibility compatibility) => compatibility switch
    {
        Compatibility.AzureOpenAI => "Azure OpenAI",
        Compatibility.AzureAI => "Azure AI",
        Compatibility.Anthropic => "Anthropic",
        _ => "Azure OpenAI v1",
    };

    [GeneratedRegex(@"\{([A-Za-z]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
