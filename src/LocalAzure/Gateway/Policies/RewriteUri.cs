using LocalAzure.Gateway.Documents;

namespace LocalAzure.Gateway.Policies;

/// <summary>
/// Changes the path for the backend. Parameters of the operation may stand in the template in braces.
/// https://learn.microsoft.com/azure/api-management/rewrite-uri-policy
/// </summary>
internal sealed class RewriteUri(PolicyValue template, bool copyQuery) : Policy
{
    public static PolicyShape Shape { get; } =
        new()
        {
            Element = new ElementShape("rewrite-uri")
            {
                Attributes = [new("template") { Required = true, Expression = true }, new("copy-unmatched-params", ValueKind.Boolean)],
            },
            Sections = PolicySections.Inbound,
            Source = "https://learn.microsoft.com/azure/api-management/rewrite-uri-policy",
            Also = static node =>
                IsPartlyExpression(node.Text("template") ?? string.Empty) ? ["an expression in 'template' has to be the whole value"] : [],

            // The reference page says true is the default of copy-unmatched-params; the XML schema says false.
            Make = static node => new RewriteUri(node.Value("template", "/"), node.Flag("copy-unmatched-params", otherwise: true)),
        };

    public override Task RunAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        var parts = Fill(template.Text(context), context).Split('?', 2);
        var request = context.Request;
        request.Path = parts[0].StartsWith('/') ? parts[0] : $"/{parts[0]}";

        // Example 2 of the page: what the operation's template has matched is gone, whatever copy-unmatched-params says.
        foreach (var name in copyQuery ? context.Operation?.Template.Query.Keys ?? [] : [.. request.Query.Names])
        {
            request.Query.Remove(name);
        }

        foreach (var pair in parts.Skip(1).SelectMany(query => query.Split('&')).Select(pair => pair.Split('=', 2)))
        {
            request.Query.Set(pair[0], pair.Skip(1));
        }

        return Task.CompletedTask;
    }

    private static bool IsPartlyExpression(string template) =>
        !PolicyValue.IsExpression(template.TrimStart())
        && (template.Contains("@(", StringComparison.Ordinal) || template.Contains("@{", StringComparison.Ordinal));

    private static string Fill(string template, PolicyContext context) =>
        context.Request.MatchedParameters.Aggregate(
            template,
            (text, parameter) =>
                text.Replace($"{{{parameter.Key}}}", Uri.EscapeDataString(parameter.Value), StringComparison.OrdinalIgnoreCase)
        );
}
