using LocalAzure.Gateway.Documents;

namespace LocalAzure.Gateway.Policies;

/// <summary>Keeps a value for later expressions. https://learn.microsoft.com/azure/api-management/set-variable-policy</summary>
internal sealed class SetVariable(string name, PolicyValue value) : Policy
{
    public static PolicyShape Shape { get; } =
        new()
        {
            Element = new ElementShape("set-variable")
            {
                Attributes = [new("name") { Required = true }, new("value") { Required = true, Expression = true }],
            },
            Sections = PolicySections.All,
            Source = "https://learn.microsoft.com/azure/api-management/set-variable-policy",
            Make = static node => new SetVariable(node.Text("name")!, node.Value("value", string.Empty)),
        };

    public override Task RunAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        context.Variables[name] = value.Evaluate(context);
        return Task.CompletedTask;
    }
}
