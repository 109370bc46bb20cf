using LocalAzure.Gateway.Backends;
using LocalAzure.Gateway.Documents;

namespace LocalAzure.Gateway.Policies;

/// <summary>
/// Gets a token for the service's own identity and puts it into Authorization, or into a variable.
/// https://learn.microsoft.com/azure/api-management/authentication-managed-identity-policy
/// </summary>
internal sealed class AuthenticationManagedIdentity(PolicyNode node) : Policy
{
    private readonly PolicyValue _resource = node.Value("resource", string.Empty);

    public static PolicyShape Shape { get; } =
        new()
        {
            Element = new ElementShape("authentication-managed-identity")
            {
                Attributes =
                [
                    new("resource") { Required = true, Expression = true },
                    new("client-id"),
                    new("output-token-variable-name"),
                    new("ignore-error", ValueKind.Boolean),
                ],
            },
            Sections = PolicySections.Inbound,
            Source = "https://learn.microsoft.com/azure/api-management/authentication-managed-identity-policy",
            Make = static node => new AuthenticationManagedIdentity(node),
        };

    public override Task RunAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        try
        {
            Apply(
                context,
                ServiceIdentity.Token(context, _resource.Text(context), node.Text("client-id"), "authentication-managed-identity")
            );
        }
        catch (GatewayException) when (node.Flag("ignore-error"))
        {
            // The policy's own switch: the request goes on without a token.
        }

        return Task.CompletedTask;
    }

    private void Apply(PolicyContext context, string token)
    {
        if (node.Text("output-token-variable-name") is { } variable)
        {
            context.Variables[variable] = token;
        }
        else
        {
            context.Request.Headers.Set("Authorization", $"Bearer {token}");
        }
    }
}
