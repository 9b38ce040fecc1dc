import { api } from "@/base/api/client";
import { useReading } from "@/base/api/reading";
import { describeRating, RATINGS, type Rating } from "@/base/ratings/ratings";
import { t } from "@/base/texts/translate";
import { Card } from "@/base/ui/Card";
import { SelectField } from "@/base/ui/Field";
import { PageBody } from "@/base/ui/Page";

type Map = Record<string, Rating>;

interface Props {
  mission: string;
  grades: Map;
  errors: Record<string, string>;
  onGrades: (grades: Map) => void;
}

/** A grade for each objective of the mission; nothing where it has none. */
export function Grades({ mission, grades, errors, onGrades }: Props) {
  const reading = useReading(mission && `/trainings/missions/view/${mission}`, (via) =>
    api.GET("/trainings/missions/view/{id}.json", { ...via, params: { path: { id: mission } } }),
  );
  const objectives = reading.data?.mission.FlightObjective ?? [];
  if (reading.data && objectives.length === 0) return null;
  return (
    <Card title={t("students:grades")}>
      <PageBody readings={[reading]}>
        {objectives.map(({ id, name, description }) => (
          <SelectField
            key={id}
            label={name}
            hint={description || undefined}
            error={errors[`objectives.${id}`]}
            value={grades[id] ?? ""}
            options={[
              ["", t("students:not_graded")],
              ...RATINGS.map((rating) => [rating, describeRating(rating)] as const),
            ]}
            onValue={(grade) => onGrades(setGrade(grades, id, grade))}
          />
        ))}
      </PageBody>
    </Card>
  );
}

function setGrade(grades: Map, objective: string, grade: string): Map {
  const { [objective]: _, ...others } = grades;
  return grade === "" ? others : { ...others, [objective]: grade as Rating };
}
