namespace LocalAzure.Gateway.Expressions;

/// <summary>What an expression can be: the few C# types that the simulated policy expressions reach.</summary>
internal enum ExpressionType
{
    Null,
    Text,
    Number,
    Boolean,
    Object,
    Context,
    Api,
    Operation,
    Product,
    Subscription,
    User,
    Request,
    Body,
    Json,
    Url,
    Query,
    Response,
    Headers,
    Parameters,
    Variables,
    Deployment,
    Gateway,
    Error,
}
