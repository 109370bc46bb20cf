using LocalAzure.Gateway.Documents;
using Microsoft.AspNetCore.WebUtilities;

namespace LocalAzure.Gateway.Policies;

/// <summary>Changes the status of the answer. https://learn.microsoft.com/azure/api-management/set-status-policy</summary>
internal sealed class SetStatus(PolicyValue code, PolicyValue? reason) : Policy
{
    public static ElementShape Part { get; } =
        new("set-status")
        {
            Attributes =
            [
                new("code", ValueKind.Integer)
                {
                    Required = true,
                    Expression = true,
                    Min = 100,
                    Max = 999,
                },
                new("reason") { Expression = true },
            ],
            Most = 1,
        };

    public static PolicyShape Shape { get; } =
        new()
        {
            Element = Part,
            Sections = PolicySections.Outbound | PolicySections.OnError,
            Source = "https://learn.microsoft.com/azure/api-management/set-status-policy",
            Make = static node => new SetStatus(node.Value("code", "200"), node.Value("reason")),
        };

    public override Task RunAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        if (context.Response is { } response)
        {
            Apply(context, response);
        }

        return Task.CompletedTask;
    }

    public void Apply(PolicyContext context, GatewayResponse response)
    {
        response.StatusCode = code.Whole(context);
        response.StatusReason = reason?.Text(context) ?? ReasonPhrases.GetReasonPhrase(response.StatusCode);
    }
}
