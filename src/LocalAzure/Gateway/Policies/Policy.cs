namespace LocalAzure.Gateway.Policies;

/// <summary>One policy of a document, ready to run.</summary>
internal abstract class Policy
{
    /// <exception cref="GatewayException">The request ends in the on-error section.</exception>
    public abstract Task RunAsync(PolicyContext context, CancellationToken cancellationToken);

    /// <summary>Runs policies in order until one of them ends the section.</summary>
    public static async Task RunAllAsync(IReadOnlyList<Policy> policies, PolicyContext context, CancellationToken cancellationToken)
    {
        foreach (var policy in policies)
        {
            if (context.Next != NextStep.Continue)
            {
                return;
            }

            await policy.RunAsync(context, cancellationToken);
        }
    }
}
