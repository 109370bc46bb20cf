using System.Globalization;
using LocalAzure.Gateway.Documents;

namespace LocalAzure.Gateway.Policies;

/// <summary>The header and the variable that limit policies tell a figure in, each only when it is named.</summary>
internal static class LimitOutputs
{
    /// <summary>The attribute pair <c>{what}-header-name</c> and <c>{what}-variable-name</c>.</summary>
    public static IEnumerable<AttributeShape> Attributes(params IEnumerable<string> whats) =>
        whats.SelectMany(what => new[] { new AttributeShape($"{what}-header-name"), new AttributeShape($"{what}-variable-name") });

    /// <summary>Tells a figure on the answer that is there.</summary>
    public static void Tell(PolicyNode node, PolicyContext context, string what, long figure)
    {
        if (node.Text($"{what}-variable-name") is { } variable)
        {
            context.Variables[variable] = (int)figure;
        }

        if (node.Text($"{what}-header-name") is { } header)
        {
            context.Response?.Headers.Set(header, figure.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>A refusal with its waiting time.</summary>
    public static GatewayException Refuse(PolicyNode node, PolicyContext context, Refusal refusal)
    {
        var seconds = refusal.Seconds.ToString(CultureInfo.InvariantCulture);
        var fault = new GatewayException(refusal.Status, node.Element.Name.LocalName, refusal.Reason, refusal.Message);
        fault.Headers[node.Text("retry-after-header-name") ?? "Retry-After"] = seconds;
        if (node.Text("retry-after-variable-name") is { } variable)
        {
            context.Variables[variable] = refusal.Seconds;
        }

        return fault;
    }

    /// <summary>What a limit says when it is reached.</summary>
    internal sealed record Refusal(int Status, string Reason, string Message, int Seconds);
}
