using System.Globalization;

namespace Bench.Clouds;

/// <summary>Which cloud to start: how slow, and how full.</summary>
/// <param name="LatencyMs">Added to each management call.</param>
/// <param name="OperationMs">Length of a long-running operation.</param>
/// <param name="Accounts">Accounts that are there from the start.</param>
/// <param name="Deployments">Deployments in each.</param>
internal sealed record CloudOptions(int LatencyMs, int OperationMs, int Accounts, int Deployments)
{
    /// <summary>APIs of other people that the service holds from the start.</summary>
    public int Foreign { get; init; }

    /// <summary>How long a fresh role or deployment takes to work.</summary>
    public int PropagationMs { get; init; } = 2000;

    /// <summary>The cloud of the sweeps and of the events: 20 ms a call, 1 s an operation.</summary>
    public static CloudOptions Usual { get; } = new(20, 1000, 0, 0);

    public IReadOnlyList<string> Arguments =>
        [
            .. new[] { LatencyMs, OperationMs, Accounts, Deployments, Foreign, PropagationMs }.Select(number =>
                number.ToString(CultureInfo.InvariantCulture)
            ),
        ];

    public static CloudOptions Parse(IReadOnlyList<string> arguments)
    {
        int[] numbers = [.. arguments.Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        return new(numbers[0], numbers[1], numbers[2], numbers[3]) { Foreign = numbers[4], PropagationMs = numbers[5] };
    }
}
