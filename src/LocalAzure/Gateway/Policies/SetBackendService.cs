using LocalAzure.Gateway.Documents;

namespace LocalAzure.Gateway.Policies;

/// <summary>
/// Chooses the backend, by resource or by URL. https://learn.microsoft.com/azure/api-management/set-backend-service-policy
/// </summary>
internal sealed class SetBackendService(PolicyValue? id, PolicyValue? url) : Policy
{
    public static PolicyShape Shape { get; } =
        new()
        {
            Element = new ElementShape("set-backend-service")
            {
                Attributes = [new("backend-id") { Expression = true }, new("base-url") { Expression = true }],
            },
            Sections = PolicySections.Inbound | PolicySections.Backend,
            Source = "https://learn.microsoft.com/azure/api-management/set-backend-service-policy",
            Also = static node =>
                (node.Text("backend-id") is null) == (node.Text("base-url") is null)
                    ? ["exactly one of 'backend-id' and 'base-url' has to be there"]
                    : [],
            Make = static node => new SetBackendService(node.Value("backend-id"), node.Value("base-url")),
        };

    public override Task RunAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        context.Backend = new BackendChoice(id?.Text(context), url?.Text(context));
        return Task.CompletedTask;
    }
}
