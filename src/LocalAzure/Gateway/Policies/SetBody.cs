using System.Text;
using LocalAzure.Gateway.Documents;

namespace LocalAzure.Gateway.Policies;

/// <summary>
/// Replaces the body with a text or an expression; liquid templates are refused.
/// https://learn.microsoft.com/azure/api-management/set-body-policy
/// </summary>
internal sealed class SetBody(PolicyValue text) : Policy
{
    public static ElementShape Part { get; } =
        new("set-body")
        {
            Attributes = [new("template") { Values = ["none"] }],
            Text = TextRule.Optional,
            Most = 1,
        };

    public static PolicyShape Shape { get; } =
        new()
        {
            Element = Part,
            Sections = PolicySections.Inbound | PolicySections.Backend | PolicySections.Outbound | PolicySections.OnError,
            Source = "https://learn.microsoft.com/azure/api-management/set-body-policy",
            Make = static node => new SetBody(PolicyValue.Read(node.Element.Value.Trim())),
        };

    public override Task RunAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        var bytes = Bytes(context);
        if (context is { IsAnswering: true, Response: { } response })
        {
            response.Replace(bytes);
        }
        else
        {
            context.Request.Body = bytes;
        }

        return Task.CompletedTask;
    }

    public byte[] Bytes(PolicyContext context) => Encoding.UTF8.GetBytes(text.Text(context));
}
