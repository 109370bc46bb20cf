namespace LocalAzure.Gateway.Expressions;

/// <summary>A property, a method or an indexer that expressions may use.</summary>
/// <param name="Result">The static type of the value.</param>
/// <param name="Parameters">The argument types; null for a property.</param>
/// <param name="Get">Receiver and arguments to value.</param>
internal sealed record Member(ExpressionType Result, IReadOnlyList<ExpressionType>? Parameters, Func<object, object?[], object?> Get)
{
    public static Member Property<T>(ExpressionType result, Func<T, object?> get) => new(result, null, (target, _) => get((T)target));

    public static Member Method<T>(ExpressionType result, IReadOnlyList<ExpressionType> parameters, Func<T, object?[], object?> get) =>
        new(result, parameters, (target, arguments) => get((T)target, arguments));

    public bool Takes(IReadOnlyList<Expression> arguments) =>
        Parameters is not null
        && Parameters.Count == arguments.Count
        && Parameters.Zip(arguments).All(pair => Accepts(pair.First, pair.Second.Type));

    private static bool Accepts(ExpressionType parameter, ExpressionType argument) =>
        parameter == argument
        || parameter == ExpressionType.Object
        || (parameter == ExpressionType.Text && argument == ExpressionType.Null);
}
