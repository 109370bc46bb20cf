using LocalAzure.Gateway.Backends;
using LocalAzure.Gateway.Documents;

namespace LocalAzure.Gateway.Policies;

/// <summary>Sends the request to the backend. https://learn.microsoft.com/azure/api-management/forward-request-policy</summary>
internal sealed class ForwardRequest(PolicyNode node) : Policy
{
    /// <summary>Seconds, https://learn.microsoft.com/azure/api-management/forward-request-policy#attributes</summary>
    private const double DefaultTimeout = 300;

    private readonly PolicyValue? _seconds = node.Value("timeout");
    private readonly PolicyValue? _milliseconds = node.Value("timeout-ms");

    public static PolicyShape Shape { get; } =
        new()
        {
            Element = new ElementShape("forward-request")
            {
                Attributes =
                [
                    new("timeout", ValueKind.Integer) { Expression = true, Min = 0 },
                    new("timeout-ms", ValueKind.Integer) { Expression = true, Min = 0 },
                    new("buffer-request-body", ValueKind.Boolean),
                    new("buffer-response", ValueKind.Boolean),
                    new("fail-on-error-status-code", ValueKind.Boolean),
                    new("follow-redirects", ValueKind.Boolean) { Values = ["false"] },
                ],
            },
            Sections = PolicySections.Backend,
            Source = "https://learn.microsoft.com/azure/api-management/forward-request-policy",
            Also = static node => node.Text("follow-redirects") == "true" ? ["LocalAzure does not simulate follow-redirects=\"true\""] : [],
            Make = static node => new ForwardRequest(node),
        };

    public override async Task RunAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        var response = await SendAsync(context, cancellationToken);
        context.Answer(response);
        if (node.Flag("fail-on-error-status-code") && response.StatusCode is >= 400 and < 600)
        {
            throw new GatewayException(response.StatusCode, "forward-request", "BackendErrorStatusCode", response.StatusReason ?? "Error");
        }
    }

    private async Task<GatewayResponse> SendAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await new BackendCall(context, Timeout(context), node.Flag("buffer-response", otherwise: true)).SendAsync(
                cancellationToken
            );
        }
        catch (GatewayException fault)
            when (fault.Reason == GatewayException.CircuitOpen && context.Cloud.GatewaySettings.Exhausted == ExhaustedWay.Outbound)
        {
            return ErrorResponse.Of(fault, context.RequestId);
        }
    }

    private TimeSpan Timeout(PolicyContext context) =>
        _milliseconds is not null
            ? TimeSpan.FromMilliseconds(_milliseconds.Number(context))
            : TimeSpan.FromSeconds(_seconds?.Number(context) ?? DefaultTimeout);
}
