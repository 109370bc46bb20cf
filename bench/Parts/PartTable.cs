namespace Bench.Parts;

/// <summary>Every part, in the order in which they run.</summary>
internal static class PartTable
{
    public static IReadOnlyList<IPart> All { get; } =
    [
        new PlanPart(),
        new ImportPart(),
        new ColdStartPart(),
        new CliPart(),
        new EventPart(),
        new StormPart(),
        new SweepPart(),
        new HealthPart(),
        new FullGatewayPart(),
        new TwoInstancesPart(),
        new FleetPart(),
    ];
}
