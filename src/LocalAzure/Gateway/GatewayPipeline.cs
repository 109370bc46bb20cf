using LocalAzure.Gateway.Documents;
using LocalAzure.Gateway.Expressions;
using LocalAzure.Gateway.Llm;
using LocalAzure.Gateway.Policies;

namespace LocalAzure.Gateway;

/// <summary>
/// One request from key check to answer: inbound, backend, outbound; on-error when something on the way fails.
/// https://learn.microsoft.com/azure/api-management/api-management-howto-policies
/// </summary>
internal sealed class GatewayPipeline(PolicyContext context)
{
    /// <summary>The answer stands in the context afterwards, whatever happened.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WalkAsync(cancellationToken);
        }
        catch (GatewayException fault)
        {
            await FailAsync(fault, cancellationToken);
        }
        catch (ExpressionFailure fault)
        {
            await FailAsync(
                GatewayException.Internal(
                    "expression",
                    "ExpressionValueEvaluationFailure",
                    $"Expression evaluation failed. {fault.Message}"
                ),
                cancellationToken
            );
        }
    }

    private async Task WalkAsync(CancellationToken cancellationToken)
    {
        Match();
        KeyCheck.Apply(context);
        var policies = Policies();
        await Policy.RunAllAsync(policies.Inbound, context, cancellationToken);
        if (context.Next == NextStep.Continue)
        {
            context.Section = PolicySections.Backend;
            await Policy.RunAllAsync(policies.Backend, context, cancellationToken);
            await TellAsync(cancellationToken);
        }

        if (context.Next != NextStep.Respond)
        {
            context.Section = PolicySections.Outbound;
            context.Next = NextStep.Continue;
            await Policy.RunAllAsync(policies.Outbound, context, cancellationToken);
        }

        if (context.Response is null)
        {
            context.Answer(GatewayResponse.Of(StatusCodes.Status200OK));
        }
    }

    /// <summary>The most precise operation that fits method and path.</summary>
    private void Match()
    {
        var request = context.Request;
        if (context.Api.Type != "http")
        {
            throw new GatewayException(
                StatusCodes.Status501NotImplemented,
                "configuration",
                "NotSimulated",
                $"LocalAzure does not serve APIs of type {context.Api.Type}; see docs/parity.md."
            );
        }

        var (operation, parameters) = context
            .Api.Operations.Where(candidate => string.Equals(candidate.Method, request.Method, StringComparison.OrdinalIgnoreCase))
            .Select(candidate => (Operation: candidate, Parameters: candidate.Template.Match(request.Path, request.Query)))
            .Where(pair => pair.Parameters is not null)
            .OrderByDescending(pair => pair.Operation.Template.Precision)
            .FirstOrDefault();
        if (parameters is null)
        {
            // What gateways tell in their logs of such calls: "section": "backend".
            context.Section = PolicySections.Backend;
            throw GatewaySurface.NotFound();
        }

        context.Operation = operation;
        foreach (var (name, value) in parameters)
        {
            request.MatchedParameters[name] = value;
        }
    }

    private PolicySet Policies() => context.Snapshot.Policies(context.Api, context.Operation, context.Product);

    /// <summary>Lets the policies that wait for the backend's answer see it and what it cost.</summary>
    private async Task TellAsync(CancellationToken cancellationToken)
    {
        if (context.WhenAnswered.Count == 0 || context.Response is null)
        {
            return;
        }

        var usage = LlmUsage.Of(context);
        foreach (var observer in context.WhenAnswered)
        {
            await observer(usage, cancellationToken);
        }
    }

    private async Task FailAsync(GatewayException fault, CancellationToken cancellationToken)
    {
        context.LastError = GatewayError.Of(fault, context.Section);
        context.Section = PolicySections.OnError;
        context.Answer(ErrorResponse.Of(fault, context.RequestId));
        context.Next = NextStep.Continue;
        try
        {
            await Policy.RunAllAsync(Policies().OnError, context, cancellationToken);
        }
        catch (Exception second) when (second is GatewayException or ExpressionFailure)
        {
            var shown =
                second as GatewayException ?? GatewayException.Internal("on-error", "ExpressionValueEvaluationFailure", second.Message);
            context.Answer(ErrorResponse.Of(shown, context.RequestId));
        }
    }
}
