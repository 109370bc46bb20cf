using Importer.Design;
using Importer.Policies;

namespace Importer.Settings;

/// <summary>Reads the token metrics.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/llm-emit-token-metric-policy</remarks>
internal static class TokenMetricsReader
{
    private static readonly IReadOnlySet<string> Known = MetricDimension.DefaultNames;

    /// <summary>The metrics; without dimensions the usual ones.</summary>
    public static TokenMetricsSettings Read(SettingNode node)
    {
        var metrics = new TokenMetricsSettings
        {
            Namespace = node.Read("Namespace", Parse.Line),
            Logger = node.Read("Logger", NameParsers.Id("logger", 256)),
        };
        var dimensions = ReadDimensions(node.Child("Dimensions"));
        return dimensions.Count == 0 ? metrics : metrics with { Dimensions = dimensions };
    }

    private static Dictionary<string, string> ReadDimensions(SettingNode node)
    {
        var dimensions = node.Names.ToDictionary(name => name, name => node.Child(name).Text is null ? "" : node.Read(name, ExpressionParsers.Value) ?? "");
        foreach (var name in dimensions.Where(dimension => dimension.Value.Length == 0 && node.Child(dimension.Key).Text is null).Select(dimension => dimension.Key).Except(Known))
        {
            node.Fault(name, $"needs a value, such as @(context.Subscription?.Name ?? \"none\"): API Management knows only {string.Join(", ", Known)} itself.{Nearest.Question(name, Known)}");
        }

        var custom = dimensions.Keys.Except(Known).Count();
        if (custom > MetricDimension.MaxCustom)
        {
            node.Fault($"has {custom} dimensions of its own; API Management takes {MetricDimension.MaxCustom}. Take out {custom - MetricDimension.MaxCustom}.");
        }

        return dimensions;
    }
}
