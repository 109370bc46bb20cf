using LocalAzure.Gateway.Documents;

namespace LocalAzure.Gateway.Policies;

/// <summary>Sets, adds or deletes a query parameter. https://learn.microsoft.com/azure/api-management/set-query-parameter-policy</summary>
internal sealed class SetQueryParameter(PolicyNode node) : Policy
{
    private readonly PolicyValue _name = node.Value("name", string.Empty);
    private readonly PolicyValue _action = node.Value("exists-action", "override");
    private readonly IReadOnlyList<PolicyValue> _values = node.Values("value");

    public static PolicyShape Shape { get; } =
        new()
        {
            Element = new ElementShape("set-query-parameter")
            {
                Attributes = [new("name") { Required = true, Expression = true }, ExistsAction.Attribute],
                Elements = [new ElementShape("value") { Text = TextRule.Optional }],
            },
            Sections = PolicySections.Inbound | PolicySections.Backend,
            Source = "https://learn.microsoft.com/azure/api-management/set-query-parameter-policy",
            Make = static node => new SetQueryParameter(node),
        };

    public override Task RunAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        var name = _name.Text(context);
        var query = context.Request.Query;
        var values = _values.Select(value => value.Text(context)).ToList();
        ExistsAction.Apply(
            _action.Text(context),
            query.Get(name) is not null,
            set: () => query.Set(name, values),
            append: () => query.Append(name, values),
            delete: () => query.Remove(name)
        );
        return Task.CompletedTask;
    }
}
